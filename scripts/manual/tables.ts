/** The tables of the manual that are made of the code. */
import { describeVariables } from '../../signaling/config/index.ts';
import { Metrics } from '../../signaling/metrics/index.ts';

/** By the name that stands in the manual's comments around each. */
const GENERATED = { variables, metrics } as const;

/**
 * Writes the tables anew.
 *
 * @param manual Markdown with `<!-- begin NAME -->` and `<!-- end NAME -->` around what is to be replaced
 * @throws when a table has no place in it
 */
export function fillIn(manual: string): string {
  let filled = manual;
  for (const [name, generate] of Object.entries(GENERATED)) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    const [before, rest] = filled.split(begin);
    const after = rest?.split(end)[1];
    if (before === undefined || after === undefined) throw new Error(`no place for the ${name}`);
    filled = `${before}${begin}\n\n${generate()}\n\n${end}${after}`;
  }
  return filled;
}

function variables(): string {
  const groups = describeVariables().map(({ title, variables: all }) => {
    const rows = all.map(({ name, byDefault, description }) => [
      `\`${name}\``,
      byDefault === null ? '' : `\`${byDefault}\``,
      description,
    ]);
    return `### ${title}\n\n${table([['variable', 'default', 'what it does'], ...rows])}`;
  });
  return groups.join('\n\n');
}

function metrics(): string {
  const rows = new Metrics().describe().map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels
      .split(',')
      .map((label) => (label === '' ? '' : `\`${label}\``))
      .join(', '),
    help,
  ]);
  return table([['metric', 'type', 'labels', 'what it is'], ...rows]);
}

/** As the formatter lays it out: each column as wide as its widest cell. */
function table(rows: readonly (readonly string[])[]): string {
  const [head = []] = rows;
  const widths = head.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [line(head), rule, ...rows.slice(1).map(line)].join('\n');
}

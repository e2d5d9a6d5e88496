/** The table: each measure with its servers, their ratios to one of them, and the aims. */
import { median, type Series } from './rounds.ts';

export type Aim = { readonly atMost: number } | { readonly atLeast: number };

export interface Measure {
  readonly title: string;
  readonly unit: string;
  readonly series: Series;
  /** Ratios are to this one, round by round. */
  readonly reference: string;
  /** What a server is to reach, as a ratio to the reference. */
  readonly aims?: Readonly<Record<string, Aim>>;
}

const HEAD = ['', 'median', 'low .. high', 'ratio', 'aim', ''];

export function report(measures: readonly Measure[]): string {
  const lines: (readonly string[])[] = [];
  for (const measure of measures) {
    lines.push(
      [`${measure.title} (${measure.unit}; ratio to: ${measure.reference})`],
      ...linesOf(measure),
      [],
    );
  }
  const widths = HEAD.map((head, column) =>
    Math.max(head.length, ...lines.map((line) => (line.length > 1 ? (line[column] ?? '').length : 0))),
  );
  const print = (line: readonly string[]): string =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [HEAD, ...lines].map(print).join('\n');
}

function linesOf({ series, reference, aims }: Measure): readonly (readonly string[])[] {
  const against = series.get(reference) ?? [];
  return [...series].map(([name, values]) => {
    const ratio = median(values.map((value, round) => value / (against[round] ?? Number.NaN)));
    const aim = aims?.[name];
    const range = `${figure(Math.min(...values))} .. ${figure(Math.max(...values))}`;
    return [
      `  ${name}`,
      figure(median(values)),
      range,
      ratio.toFixed(2),
      ...(aim === undefined ? [] : judge(aim, ratio)),
    ];
  });
}

function judge(aim: Aim, ratio: number): readonly string[] {
  const [text, reached] =
    'atMost' in aim ? [`<= ${aim.atMost}`, ratio <= aim.atMost] : [`>= ${aim.atLeast}`, ratio >= aim.atLeast];
  return [text, reached ? 'reached' : 'NOT REACHED'];
}

function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}

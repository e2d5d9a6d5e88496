/** The variables as people read them. */
import * as v from 'valibot';
import { GROUPS } from './environment/index.ts';

export interface VariableGroup {
  readonly title: string;
  readonly variables: readonly {
    readonly name: string;
    /** As it would be set; `null`: there is none, or it depends. */
    readonly byDefault: string | null;
    /** In Markdown. */
    readonly description: string;
  }[];
}

export function describeVariables(): readonly VariableGroup[] {
  return Object.entries<Readonly<Record<string, v.GenericSchema>>>(GROUPS).map(([title, schemas]) => ({
    title,
    variables: Object.entries(schemas).map(([name, schema]) => {
      const byDefault = v.getDefault(schema);
      return {
        name,
        byDefault: typeof byDefault === 'string' && byDefault !== '' ? byDefault : null,
        description: v.getDescription(schema) ?? '',
      };
    }),
  }));
}

/** What `--help` prints. */
export function usage(): string {
  const groups = describeVariables().map(({ title, variables }) =>
    [title, ...variables.map(({ name, byDefault, description }) => line(name, byDefault, description))].join(
      '\n',
    ),
  );
  return `Usage: npm run signaling [-- --help]

Settings are environment variables, or lines like NAME=value in a file .env:

${groups.join('\n\n')}
`;
}

function line(name: string, byDefault: string | null, description: string): string {
  const what = description.replaceAll('`', '');
  return `  ${name}${byDefault === null ? '' : `=${byDefault}`}\n      ${what}`;
}

import { Environment, readConfig } from '../../signaling/config/index.ts';

/**
 * Whether the service would start with these variables, and knows all of them.
 *
 * @returns what is wrong; `null`: nothing
 */
export function problemWith(environment: Readonly<Record<string, string>>): string | null {
  const unknown = Object.keys(environment).find((name) => !Object.hasOwn(Environment.entries, name));
  if (unknown !== undefined) return `the service knows no ${unknown}`;
  const read = readConfig(environment, () => true);
  return read.ok ? null : read.problem;
}

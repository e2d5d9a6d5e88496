/** What a build sees of the repository: all files that `.dockerignore` leaves. */
import { cpSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Copies the build's context.
 *
 * @param from the top of the repository
 * @param to a new folder
 */
export function copyContext(from: string, to: string): void {
  const isIgnored = readIgnore(readFileSync(join(from, '.dockerignore'), 'utf8'));
  for (const entry of readdirSync(from)) {
    cpSync(join(from, entry), join(to, entry), {
      recursive: true,
      filter: (source) => !isIgnored(source.slice(from.length + 1)),
    });
  }
}

/** The last rule that fits a path, or a folder that it is in, decides. Docker reads `!` for files in ignored folders, too; this does not. */
export function readIgnore(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: toPattern(line.replace(/^!/, '')) }));
  return (path) => rules.findLast(({ pattern }) => pattern.test(path))?.keeps === false;
}

const WILDCARDS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '*': '[^/]*', '?': '[^/]' };

function toPattern(glob: string): RegExp {
  const source = glob.replaceAll(/\*\*\/|[*?]|[.+^${}()|[\]\\]/g, (part) => WILDCARDS[part] ?? `\\${part}`);
  return new RegExp(`^${source}(?:/|$)`);
}

/** A container without Docker: an image's program, as its user, in its folder, which nobody may write to. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { spawnGuarded } from '../../signaling/testing/processes-left.ts';
import type { Image } from './build.ts';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it printed. */
  readonly lines: readonly string[];
}

export interface Container {
  readonly exit: Promise<Exit>;
  terminate(): Promise<Exit>;
  kill(): Promise<Exit>;
}

/** @param env what `docker run --env` would give */
export function start(
  image: Image,
  argv: readonly string[],
  env: Readonly<Record<string, string>>,
): Container {
  const [program = '', ...args] = argv;
  const { root, workdir, user } = image;
  const isRoot = process.getuid?.() === 0;
  const child = spawnGuarded(join(root, program), args, {
    cwd: join(root, workdir),
    env: { PATH: '/usr/local/bin', HOME: '/home/nonroot', TMPDIR: '/nowhere', ...image.env, ...env },
    // Only root may become somebody else; whoever else runs this is not root either.
    ...(isRoot && { uid: user.uid, gid: user.gid }),
  });
  const exit = watch(child);
  const end = (signal: 'SIGTERM' | 'SIGKILL') => (): Promise<Exit> => {
    child.kill(signal);
    return exit;
  };
  return { exit, terminate: end('SIGTERM'), kill: end('SIGKILL') };
}

async function watch(child: ChildProcess): Promise<Exit> {
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) createInterface({ input: output }).on('line', (line) => lines.push(line));
  }
  const [code, signal]: Exit[keyof Exit][] = await once(child, 'close');
  return {
    code: typeof code === 'number' ? code : null,
    signal: typeof signal === 'string' ? signal : null,
    lines,
  };
}

/** Every file below a folder, by its path there: what it is, and its bytes. */
export function filesIn(
  folder: string,
): ReadonlyMap<string, { readonly bytes: number; readonly at: number }> {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((path) => {
    const { size, mtimeMs, ctimeMs } = lstatSync(join(folder, path));
    return [path, { bytes: size, at: Math.max(mtimeMs, ctimeMs) }] as const;
  });
  return new Map(found);
}

/** Takes the right to write from everybody, or gives it back so that the folder can be removed. */
export function setWritable(folder: string, writable: boolean): void {
  const change = (path: string): void => {
    const { mode } = lstatSync(path);
    // A link's mode is that of what it leads to.
    if ((mode & 0o170_000) === 0o120_000) return;
    chmodSync(path, writable ? mode | 0o200 : mode & ~0o222);
  };
  change(folder);
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) change(join(folder, path));
}

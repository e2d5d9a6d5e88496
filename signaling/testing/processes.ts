/** The service as processes of its own, for what cannot be done to a part of the test's process: kill it, freeze it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { spawnGuarded } from './processes-left.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Longest wait for the line with the address, ms: a busy machine starts several at once. */
const START_TIMEOUT_MS = 30_000;

/** So many of the last lines are kept for the story of a failure. */
const LINES_KEPT = 200;

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunningInstance {
  /** For instance `http://127.0.0.1:40123`, or `https:` with a certificate. */
  readonly url: string;
  readonly pid: number;
  readonly exit: Promise<Exit>;
  /** The last lines that it printed: its log, and what went wrong. */
  readonly lines: readonly string[];
  /** SIGKILL: nobody is told. */
  kill(): Promise<Exit>;
  /** SIGTERM: it says goodbye to everybody and ends. This one and `kill` can be called again. */
  terminate(): Promise<Exit>;
  /** SIGSTOP: its sockets stay open, and nothing answers. */
  freeze(): void;
  thaw(): void;
}

/** The programs that are a service: `scripts/serve.mjs` is what `npm start` runs once it has built. */
export type Program = 'signaling/main.ts' | 'scripts/serve.mjs';

/**
 * Starts an instance on a free port of 127.0.0.1 and waits for the address that it prints. It asks no STUN server:
 * tests stay on this machine.
 *
 * @throws when it ends before it prints one, with what it said
 */
export async function startInstance(
  env: Readonly<Record<string, string>> = {},
  program: Program = 'signaling/main.ts',
): Promise<RunningInstance> {
  const child = spawnGuarded(process.execPath, [program], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', STUN_URLS: '', LOG_LEVEL: 'error', ...env },
  });
  const exit = once(child, 'exit').then(([code, signal]: Exit[keyof Exit][]): Exit => {
    return {
      code: typeof code === 'number' ? code : null,
      signal: typeof signal === 'string' ? signal : null,
    };
  });
  const lines: string[] = [];
  const url = await printedAddress(child, lines);
  const finish = (signal: 'SIGTERM' | 'SIGKILL'): Promise<Exit> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      // A frozen process gets no signal but SIGKILL.
      if (signal === 'SIGTERM') child.kill('SIGCONT');
    }
    return exit;
  };
  return {
    url,
    pid: child.pid ?? 0,
    exit,
    lines,
    kill: () => finish('SIGKILL'),
    terminate: () => finish('SIGTERM'),
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
}

/** Reads all it prints, for as long as it runs: a full pipe would hold it up. */
function printedAddress(child: ChildProcess, lines: string[]): Promise<string> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the instance has no output');
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`the instance ${why}:\n${lines.join('\n')}`));
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      fail(`printed no address within ${START_TIMEOUT_MS} ms`);
    }, START_TIMEOUT_MS);
    const read = (line: string): void => {
      if (lines.push(line) > LINES_KEPT) lines.shift();
    };
    createInterface({ input: stderr }).on('line', read);
    createInterface({ input: stdout }).on('line', (line) => {
      read(line);
      const url = /^\S.* (https?:\/\/[^\s/]+)/.exec(line)?.[1];
      if (url === undefined) return;
      clearTimeout(timer);
      resolve(url);
    });
    child.once('error', (error) => fail(`cannot be started: ${error.message}`));
    child.once('close', (code) => {
      clearTimeout(timer);
      fail(`ended with ${code}`);
    });
  });
}

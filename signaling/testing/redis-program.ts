/** The program `redis-server` (or `valkey-server`): found, started on a free port, and never left behind. */
import { type ChildProcess, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { guardFolder, spawnGuarded } from './processes-left.ts';

/** A server cannot choose its port itself. Below those that Linux gives to sockets that ask for any (32768..60999). */
const PORTS = { first: 12_000, count: 20_000 } as const;

/** Two servers that start at once may draw the same port: the second one draws again. */
const ATTEMPTS = 20;

/** Longest wait until it takes connections, ms. */
const START_TIMEOUT_MS = 10_000;

/** Nothing is kept, and a replica has its data at once instead of after 5 s (`repl-diskless-sync-delay`). */
const SETTINGS = [
  ['--bind', '127.0.0.1'],
  ['--save', ''],
  ['--appendonly', 'no'],
  ['--repl-diskless-sync-delay', '0'],
].flat();

/** A server on its port, whichever process runs it at the moment. */
export interface Program {
  readonly port: number;
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  /** SIGKILL, and waits for the end. */
  end(): Promise<void>;
  /** Ends it, and starts it again on its port and in its folder. */
  again(): Promise<void>;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

/**
 * @param settings for a port; the next one is free too, for a cluster's bus
 * @throws when the program is not installed, or does not start
 */
export async function startProgram(settings: (port: number) => readonly string[]): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'));
  let child: ChildProcess | null = null;
  guardFolder(folder);

  async function end(): Promise<void> {
    // Without a pid it never ran.
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  }

  async function start(port: number): Promise<void> {
    child = spawnGuarded(redisServer(), [...SETTINGS, '--dir', folder, ...settings(port)]);
    await takesConnections(child);
  }

  async function stop(): Promise<void> {
    await end();
    await rm(folder, { recursive: true, force: true });
  }

  for (let attempt = 1; ; attempt += 1) {
    // Even ones only: the odd one above is the bus of a cluster's node.
    const port = PORTS.first + 2 * Math.floor((Math.random() * PORTS.count) / 2);
    try {
      await start(port);
    } catch (error) {
      await end();
      if (error instanceof PortTaken && attempt < ATTEMPTS) continue;
      await stop();
      throw error;
    }
    return {
      port,
      signal: (signal) => void child?.kill(signal),
      end,
      again: async () => {
        await end();
        await start(port);
      },
      stop,
    };
  }
}

class PortTaken extends Error {
  override readonly name = 'PortTaken';
}

/** Reads its log until it says so. */
async function takesConnections(child: ChildProcess): Promise<void> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('the server has no output');
  const failed = once(child, 'error').then(([error]) => Promise.reject(error));
  const timer = setTimeout(() => child.kill('SIGKILL'), START_TIMEOUT_MS);
  const lines: string[] = [];
  const read = async (): Promise<void> => {
    for await (const line of createInterface({ input: stdout })) {
      lines.push(line);
      if (!line.includes('Ready to accept connections')) continue;
      // What it prints from here on is nobody's, but must not fill the pipe.
      stdout.resume();
      stderr.resume();
      return;
    }
    const said = lines.join('\n');
    if (/already in use|could not bind|failed listening/i.test(said)) throw new PortTaken(said);
    throw new Error(`redis-server ended before it took connections:\n${said}`);
  };
  try {
    await Promise.race([failed, read()]);
  } finally {
    clearTimeout(timer);
  }
}

let found: string | null = null;

/** scripts/setup.mjs looks for the same. */
function redisServer(): string {
  found ??=
    process.env['REDIS_SERVER_PATH'] ||
    (['redis-server', 'valkey-server'].find(
      (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined,
    ) ??
      null);
  if (found === null) throw new Error('neither redis-server nor valkey-server is installed');
  return found;
}

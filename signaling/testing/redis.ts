/** A real Redis (or Valkey) for a test: a process of its own on a free port of this machine, which keeps nothing. */
import { createClient } from 'redis';
import { type Program, startProgram } from './redis-program.ts';

const LOOPBACK = '127.0.0.1';

/** Longest wait for the reply to one command of a test, ms: a frozen server gives none. */
const COMMAND_TIMEOUT_MS = 5_000;

/** Longest wait until a replica has its master's data, ms. */
const SYNC_TIMEOUT_MS = 10_000;
const ASK_AGAIN_MS = 20;

export interface RunningRedis {
  /** For instance `redis://127.0.0.1:21044`. */
  readonly url: string;
  readonly port: number;
  /**
   * Runs one command on a connection of its own, for instance `command('CONFIG', 'SET', 'maxmemory', '1mb')`.
   *
   * @throws what the server answers as an error, or that it does not answer
   */
  command(...words: readonly [string, ...string[]]): Promise<unknown>;
  /** SIGSTOP: connections stay open, new ones are taken by the kernel, nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** SIGKILL: all connections break at once. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with no data; kills it first if it runs. */
  restart(): Promise<void>;
  /** Ends it for good and removes its folder. Can be called again. */
  stop(): Promise<void>;
}

export interface RunningReplica extends RunningRedis {
  /** Makes a master of it, as a failover does. What the old master has not sent by then is lost. */
  promote(): Promise<void>;
}

/**
 * Starts a server and waits until it takes connections (well below 1 s).
 *
 * @param settings more of its settings, for instance `['--maxmemory', '2mb']`
 * @throws when no `redis-server` or `valkey-server` is installed, or it does not start
 */
export async function startRedis(settings: readonly string[] = []): Promise<RunningRedis> {
  return running(await startProgram((port) => ['--port', `${port}`, ...settings]));
}

/** Starts a server that follows another, and waits until it has all of the other's data. */
export async function startReplica(of: RunningRedis): Promise<RunningReplica> {
  const replica = await startRedis(['--replicaof', LOOPBACK, `${of.port}`]);
  try {
    await waitFor(
      async () => (await infoOf(replica, 'replication')).get('master_link_status') === 'up',
      SYNC_TIMEOUT_MS,
    );
  } catch (error) {
    await replica.stop();
    throw error;
  }
  return {
    ...replica,
    promote: async () => {
      await replica.command('REPLICAOF', 'NO', 'ONE');
    },
  };
}

/** What a test does with a server that runs. */
export function running({ port, signal, end, again, stop }: Program): RunningRedis {
  const url = `redis://${LOOPBACK}:${port}`;
  return {
    url,
    port,
    command: (...words) => commandOn(url, words),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
    kill: end,
    restart: again,
    stop,
  };
}

async function commandOn(url: string, words: readonly string[]): Promise<unknown> {
  const client = createClient({
    url,
    socket: { reconnectStrategy: false, connectTimeout: COMMAND_TIMEOUT_MS },
    commandOptions: { timeout: COMMAND_TIMEOUT_MS },
    disableClientInfo: true,
  });
  // The call below throws the same.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.sendCommand(words);
  } finally {
    client.destroy();
  }
}

/**
 * What `INFO` and `CLUSTER INFO` tell: lines of `name:value`.
 *
 * @param section for instance `replication`; the cluster's own unless given
 */
export async function infoOf(redis: RunningRedis, section?: string): Promise<ReadonlyMap<string, string>> {
  const text = await (section === undefined
    ? redis.command('CLUSTER', 'INFO')
    : redis.command('INFO', section));
  return new Map(
    String(text)
      .split('\r\n')
      .flatMap((line): [string, string][] => {
        const colon = line.indexOf(':');
        return colon === -1 ? [] : [[line.slice(0, colon), line.slice(colon + 1)]];
      }),
  );
}

/** @throws when the check is still false after `timeoutMs` */
export async function waitFor(check: () => Promise<boolean>, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`still waiting after ${timeoutMs} ms`);
    await new Promise((resolve) => void setTimeout(resolve, ASK_AGAIN_MS));
  }
}

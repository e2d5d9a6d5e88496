/** Debian's coturn, with settings from a file. */
import { networkInterfaces } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { isFree } from '../../../../signaling/testing/free-port.ts';
import { spawnGuarded } from '../../../../signaling/testing/processes-left.ts';
import { askAddress } from '../../../../signaling/testing/stun.ts';

export const LOOPBACK = '127.0.0.1';

/** Longest wait for anything, ms: enough for a machine that is busy with other tests. */
export const TIMEOUT_MS = 30_000;
const LOOK_AGAIN_MS = 20;

/** RFC 8489, section 5: type, length, magic cookie, and any transaction id. */
export const BINDING_REQUEST = Buffer.from(`000100002112a442${'00'.repeat(12)}`, 'hex');

/** Below those that Linux gives to sockets that ask for any (32768..60999), so that nobody takes one between. */
const PORTS = { first: 20_000, last: 28_000 } as const;

/** What the tests hand out as relayed addresses. */
export const RELAY_PORTS = { min: 28_001, max: 29_999 } as const;

/** Some containers have none. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses = []) =>
  addresses.some(({ address }) => address === '::1'),
);

export interface Ports {
  readonly plain: number;
  readonly tls: number;
  readonly https: number;
}

/** Three ports in a row. Workers start at different places, since their process ids differ. */
export async function freePorts(): Promise<Ports> {
  const span = PORTS.last - PORTS.first;
  for (let tried = 0; tried < span; tried += 3) {
    const plain = PORTS.first + ((process.pid * 3 + tried) % span);
    const ports = { plain, tls: plain + 1, https: plain + 2 };
    const free = await Promise.all(Object.values(ports).map(isFree));
    if (free.every(Boolean)) return ports;
  }
  throw new Error(`no three free ports from ${PORTS.first} to ${PORTS.last}`);
}

export interface Turnserver {
  /** Lines that it printed. */
  readonly lines: readonly string[];
  /** SIGUSR2: reads its certificates again. */
  reload(): void;
  stop(): Promise<void>;
}

/**
 * Starts it and waits until it serves.
 *
 * @param settings the path of its file
 * @param folder for its database
 * @param on ports on which it is to serve, over UDP and over TCP
 */
export async function startTurnserver(
  settings: string,
  folder: string,
  on: { udp: number; tcp: number },
): Promise<Turnserver> {
  const child = spawnGuarded(process.env['TURNSERVER_PATH'] || 'turnserver', [
    '-c',
    settings,
    `--pidfile=${folder}/turnserver.pid`,
    `--userdb=${folder}/turndb`,
    // Clients, relayed addresses and the server are all on this machine, which the settings do not allow by themselves.
    '--allow-loopback-peers',
    // A second family, so that IPv6 addresses can be asked for.
    ...(hasIpv6 ? ['--relay-ip=::1'] : []),
  ]);
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface({ input: stream }).on('line', (line) => void lines.push(line));
  }
  const over = new AbortController();
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  void ended.then(() => over.abort());
  try {
    await isServing(on, AbortSignal.any([over.signal, AbortSignal.timeout(TIMEOUT_MS)]));
  } catch (cause) {
    child.kill('SIGKILL');
    throw new Error(`turnserver does not serve:\n${lines.join('\n')}`, { cause });
  }
  return {
    lines,
    reload: () => void child.kill('SIGUSR2'),
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

async function isServing(on: { udp: number; tcp: number }, signal: AbortSignal): Promise<void> {
  await askAddress({ kind: 'turn', host: LOOPBACK, port: on.udp, transport: 'udp' }, TIMEOUT_MS);
  while (await isFree(on.tcp)) await setTimeout(LOOK_AGAIN_MS, undefined, { signal });
}

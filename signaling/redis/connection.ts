/** Connections to one Redis, or to a cluster, by node-redis. What it does not do well by itself, `client.ts` does. */
import { createClient, createCluster, RESP_TYPES } from 'redis';
import { type Deadlines } from './deadlines.ts';
import type { Argument, RedisTls } from './port.ts';
import { slotOf } from './slot.ts';

/** How long a lost server is left alone between two attempts, ms; doubled each time, and spread. */
const RECONNECT_MIN_MS = 100;
const RECONNECT_MAX_MS = 2000;

/** A cluster is asked who serves what when a node has been away for so long, ms. */
const TOPOLOGY_REFRESH_MS = 1000;

/** Keys over many slots, so that a dead node of a cluster is noticed. */
const CLUSTER_PROBES = 16;

const AS_BYTES = { typeMapping: { [RESP_TYPES.BLOB_STRING]: Buffer } } as const;

export interface Connection {
  send(key: string, words: readonly Argument[], asBytes: boolean): Promise<unknown>;
  /** The hashes of the scripts that the server of a key is known to have. */
  scripts(key: string): Set<string>;
  /** Names the server of a channel; `null` while that is unknown. */
  serverOf(channel: string): string | null;
  /** A client for that server, not connected yet, that never reconnects by itself. */
  subscriber(server: string): NodeClient;
  /** Keys to write to, to find out whether it works. */
  readonly probes: readonly string[];
  destroy(): void;
}

export type NodeClient = ReturnType<typeof createNode>;

/** @param attempt 0 for the first */
export function backoffMs(attempt: number): number {
  const longest = Math.min(RECONNECT_MIN_MS * 2 ** attempt, RECONNECT_MAX_MS);
  return longest * (0.5 + Math.random() / 2);
}

export interface Servers {
  /** Several name a cluster; one may be of a server that says that it is one's. */
  readonly urls: readonly string[];
  readonly tls?: RedisTls;
}

/** @param onLost called once, when the connection will not come back */
export async function connect(
  servers: Servers,
  deadlines: Deadlines,
  onLost: () => void,
): Promise<Connection> {
  const [url, ...others] = servers.urls;
  if (url === undefined) throw new TypeError('no url');
  if (others.length > 0) return connectCluster(servers, deadlines);
  const client = createNode(url, servers.tls);
  let lost = false;
  client.on('error', () => {
    if (!lost) onLost();
    lost = true;
    client.destroy();
  });
  try {
    await deadlines.limit(client.connect());
    const info: unknown = await deadlines.limit(client.sendCommand(['INFO', 'cluster']));
    if (typeof info !== 'string' || !info.includes('cluster_enabled:1')) {
      return singleConnection(client, url, servers.tls);
    }
  } catch (error) {
    lost = true;
    client.destroy();
    throw error;
  }
  lost = true;
  client.destroy();
  return connectCluster(servers, deadlines);
}

function createNode(url: string, tls?: RedisTls) {
  return createClient({
    url,
    disableOfflineQueue: true,
    // Time-outs of node-redis end when a command is written; `Deadlines` has those until the reply.
    commandOptions: { timeout: 0 },
    socket: { reconnectStrategy: false, ...tlsOptions(url, tls) },
    maintNotifications: 'disabled',
  });
}

/** Made anew for each client: node-redis writes the host and the port of the URL into it. */
function tlsOptions(url: string, { ca, verify }: RedisTls = { ca: null, verify: 'full' }) {
  if (!url.startsWith('rediss:')) return {};
  return {
    tls: true as const,
    ...(ca !== null && { ca }),
    ...(verify === 'ca' && { checkServerIdentity: () => undefined }),
    ...(verify === 'none' && { rejectUnauthorized: false }),
  };
}

function singleConnection(client: NodeClient, url: string, tls?: RedisTls): Connection {
  const scripts = new Set<string>();
  return {
    send: (_key, words, asBytes) => client.sendCommand(encode(words), asBytes ? AS_BYTES : {}),
    scripts: () => scripts,
    serverOf: () => url,
    subscriber: (server) => createNode(server, tls),
    probes: ['signaling:{probe}'],
    destroy: () => client.destroy(),
  };
}

async function connectCluster({ urls, tls }: Servers, deadlines: Deadlines): Promise<Connection> {
  const cluster = createCluster({
    rootNodes: urls.map((url) => ({ url })),
    minimizeConnections: true,
    topologyRefreshOnReconnectionAttemptStrategy: TOPOLOGY_REFRESH_MS,
    commandOptions: { timeout: 0 },
    defaults: {
      ...credentials(urls, tls),
      disableOfflineQueue: true,
      maintNotifications: 'disabled',
    },
  });
  // Each failure is seen by the command that it fails.
  cluster.on('error', () => undefined);
  cluster.on('node-error', () => undefined);
  try {
    await deadlines.limit(cluster.connect());
  } catch (error) {
    cluster.destroy();
    throw error;
  }
  const scripts = new Map<string, Set<string>>();
  const serverOf = (key: string): string | null => cluster.slots[slotOf(key)]?.master.address ?? null;
  return {
    send: (key, words, asBytes) => cluster.sendCommand(key, false, encode(words), asBytes ? AS_BYTES : {}),
    scripts: (key) => {
      const server = serverOf(key) ?? '';
      const known = scripts.get(server) ?? new Set();
      scripts.set(server, known);
      return known;
    },
    serverOf,
    subscriber: (server) => createNode(nodeUrl(urls, server), tls),
    probes: Array.from({ length: CLUSTER_PROBES }, (_, index) => `signaling:{probe:${index}}`),
    destroy: () => cluster.destroy(),
  };
}

/** Nodes that a cluster names are dialled with the credentials of the first. */
function credentials([url = '']: readonly string[], tls?: RedisTls) {
  const { username, password } = new URL(url);
  return {
    ...(username !== '' && { username: decodeURIComponent(username) }),
    ...(password !== '' && { password: decodeURIComponent(password) }),
    socket: { reconnectStrategy: backoffMs, ...tlsOptions(url, tls) },
  };
}

function nodeUrl(urls: readonly string[], server: string): string {
  const { username, password, protocol } = new URL(urls[0] ?? '');
  const user = username === '' && password === '' ? '' : `${username}:${password}@`;
  return `${protocol}//${user}${server}`;
}

/** node-redis writes a Buffer as it is, and no other bytes. */
function encode(words: readonly Argument[]): (string | Buffer)[] {
  return words.map((word) =>
    typeof word === 'string' || Buffer.isBuffer(word)
      ? word
      : Buffer.from(word.buffer, word.byteOffset, word.byteLength),
  );
}

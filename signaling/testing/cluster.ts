/** A real Redis Cluster for a test: three masters of their own, which share all slots. */
import { infoOf, running, type RunningRedis, waitFor } from './redis.ts';
import { startProgram } from './redis-program.ts';

const LOOPBACK = '127.0.0.1';

/** Redis Cluster specification, "Key distribution model". */
const SLOTS = 16_384;
const MASTERS = 3;

/** A node that is silent for so long is taken for dead, ms. */
const NODE_TIMEOUT_MS = 2_000;

/** Longest wait until all nodes serve, ms. A new master waits 2 s by itself (`CLUSTER_WRITABLE_DELAY`). */
const START_TIMEOUT_MS = 30_000;

export interface RunningCluster {
  /** One of each node, for instance `redis://127.0.0.1:21044`. */
  readonly urls: readonly string[];
  /** A restarted one has its slots as before, but no data. */
  readonly nodes: readonly RunningRedis[];
  stop(): Promise<void>;
}

/** Starts the nodes and waits until each of them knows all and serves (about 3 s). */
export async function startCluster(): Promise<RunningCluster> {
  const starting = await Promise.allSettled(Array.from({ length: MASTERS }, startNode));
  const nodes = starting.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
  };
  try {
    for (const start of starting) if (start.status === 'rejected') throw start.reason;
    await introduce(nodes);
    for (const node of nodes) await waitFor(() => serves(node), START_TIMEOUT_MS);
  } catch (error) {
    await stop();
    throw error;
  }
  return { urls: nodes.map(({ url }) => url), nodes, stop };
}

async function startNode(): Promise<RunningRedis> {
  const program = await startProgram((port) =>
    [
      ['--port', `${port}`],
      ['--cluster-enabled', 'yes'],
      ['--cluster-port', `${port + 1}`],
      ['--cluster-node-timeout', `${NODE_TIMEOUT_MS}`],
      ['--cluster-config-file', 'nodes.conf'],
    ].flat(),
  );
  return running(program);
}

/** Each gets its share of the slots and is told of the others. */
async function introduce(nodes: readonly RunningRedis[]): Promise<void> {
  for (const [at, node] of nodes.entries()) {
    const first = Math.floor((SLOTS * at) / nodes.length);
    const last = Math.floor((SLOTS * (at + 1)) / nodes.length) - 1;
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', `${at + 1}`);
    await node.command('CLUSTER', 'ADDSLOTSRANGE', `${first}`, `${last}`);
  }
  for (const [at, node] of nodes.entries()) {
    for (const { port } of nodes.slice(at + 1)) {
      await node.command('CLUSTER', 'MEET', LOOPBACK, `${port}`, `${port + 1}`);
    }
  }
}

async function serves(node: RunningRedis): Promise<boolean> {
  const info = await infoOf(node);
  const known = info.get('cluster_known_nodes') === `${MASTERS}`;
  return known && info.get('cluster_state') === 'ok' && info.get('cluster_slots_ok') === `${SLOTS}`;
}

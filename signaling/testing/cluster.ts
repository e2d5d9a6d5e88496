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
  /** Starts a replica of a node, which takes its place some seconds after its death. */
  addReplica(of: RunningRedis): Promise<RunningRedis>;
  /** Hands the slot of a key to the next node, with all that is in it. */
  moveSlotOf(key: string): Promise<void>;
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
  const masters = nodes.slice();
  const addReplica = async (of: RunningRedis): Promise<RunningRedis> => {
    const replica = await startNode();
    // Stopped with the others, whatever becomes of it.
    nodes.push(replica);
    await replicate(replica, of);
    // They vote for it one day.
    for (const node of masters) await waitFor(() => knowsReplica(node, replica), START_TIMEOUT_MS);
    return replica;
  };
  const moveSlotOf = (key: string) => moveSlot(masters, key);
  return { urls: nodes.map(({ url }) => url), nodes: masters, addReplica, moveSlotOf, stop };
}

async function replicate(replica: RunningRedis, of: RunningRedis): Promise<void> {
  await of.command('CLUSTER', 'MEET', LOOPBACK, `${replica.port}`, `${replica.port + 1}`);
  const master = String(await of.command('CLUSTER', 'MYID'));
  await waitFor(
    async () => String(await replica.command('CLUSTER', 'NODES')).includes(master),
    START_TIMEOUT_MS,
  );
  await replica.command('CLUSTER', 'REPLICATE', master);
  await waitFor(
    async () => (await infoOf(replica, 'replication')).get('master_link_status') === 'up',
    START_TIMEOUT_MS,
  );
}

async function knowsReplica(node: RunningRedis, replica: RunningRedis): Promise<boolean> {
  const known = String(await node.command('CLUSTER', 'NODES')).split('\n');
  return known.some((line) => line.includes(`:${replica.port}@`) && /\bslave\b/.test(line));
}

/** As `redis-cli --cluster reshard` does. */
async function moveSlot(nodes: readonly RunningRedis[], key: string): Promise<void> {
  const [anyNode] = nodes;
  const slot = String(await anyNode?.command('CLUSTER', 'KEYSLOT', key));
  const at = nodes.findLastIndex((_, index) => firstSlot(index, nodes.length) <= Number(slot));
  const [from, to] = [nodes[at], nodes[(at + 1) % nodes.length]];
  if (from === undefined || to === undefined) throw new Error(`no node has slot ${slot}`);
  const [fromId, toId] = [await from.command('CLUSTER', 'MYID'), await to.command('CLUSTER', 'MYID')];
  await to.command('CLUSTER', 'SETSLOT', slot, 'IMPORTING', String(fromId));
  await from.command('CLUSTER', 'SETSLOT', slot, 'MIGRATING', String(toId));
  for (;;) {
    const keys = await from.command('CLUSTER', 'GETKEYSINSLOT', slot, '100');
    if (!Array.isArray(keys) || keys.length === 0) break;
    await from.command('MIGRATE', LOOPBACK, `${to.port}`, '', '0', '5000', 'KEYS', ...keys.map(String));
  }
  for (const node of [to, from]) await node.command('CLUSTER', 'SETSLOT', slot, 'NODE', String(toId));
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
    const first = firstSlot(at, nodes.length);
    const last = firstSlot(at + 1, nodes.length) - 1;
    await node.command('CLUSTER', 'SET-CONFIG-EPOCH', `${at + 1}`);
    await node.command('CLUSTER', 'ADDSLOTSRANGE', `${first}`, `${last}`);
  }
  for (const [at, node] of nodes.entries()) {
    for (const { port } of nodes.slice(at + 1)) {
      await node.command('CLUSTER', 'MEET', LOOPBACK, `${port}`, `${port + 1}`);
    }
  }
}

function firstSlot(index: number, nodes: number): number {
  return Math.floor((SLOTS * index) / nodes);
}

async function serves(node: RunningRedis): Promise<boolean> {
  const info = await infoOf(node);
  const known = info.get('cluster_known_nodes') === `${MASTERS}`;
  return known && info.get('cluster_state') === 'ok' && info.get('cluster_slots_ok') === `${SLOTS}`;
}

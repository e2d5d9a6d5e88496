/** One round's Redis, instances, lines between them, balancer and clients: all of them real, and its own. */
import { vi } from 'vitest';
import { type RunningInstance, startInstance } from '../testing/processes.ts';
import { TcpProxy } from '../testing/proxy.ts';
import { RoundRobinProxy } from '../testing/proxy-round-robin.ts';
import { type RunningRedis, startRedis } from '../testing/redis.ts';
import { Client } from './client.ts';
import { Ledger } from './ledger.ts';

/** So often something awaited is looked at, ms. */
const LOOK_MS = 20;

/** So often something is looked at that costs the service something, ms. */
export const ASK_MS = 1_000;

/** All clients come from one address, and some come back often; what limits do is tested elsewhere. */
const UNLIMITED = { RATE_LIMIT_CONN_PER_10S: '10000', RATE_LIMIT_IP_MSGS_PER_10S: '100000' } as const;

export interface Instance {
  readonly name: string;
  readonly process: RunningInstance;
  /** Between the instance and Redis. */
  readonly line: TcpProxy;
}

/** Where the first half of the clients is, and what most scenarios break; the second half is on the other one. */
export interface Pair {
  readonly victim: Instance;
  readonly other: Instance;
}

export interface StageOptions {
  readonly clients: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** How to end what was started, first to last. */
type Stops = (() => Promise<unknown>)[];

export class Stage {
  readonly ledger = new Ledger();
  readonly redis: RunningRedis;
  readonly victim: Instance;
  readonly other: Instance;
  readonly balancer: RoundRobinProxy;
  /** Those that run, or hang: who ends one takes it out. */
  readonly instances: Set<Instance>;
  /** Everybody who is meant to be in the lobby, or to come back to it. */
  readonly clients = new Set<Client>();
  readonly #ids: readonly string[];
  readonly #all: Client[] = [];
  readonly #stops: Stops;

  private constructor(
    redis: RunningRedis,
    { victim, other }: Pair,
    balancer: RoundRobinProxy,
    ids: readonly string[],
    stops: Stops,
  ) {
    this.redis = redis;
    this.victim = victim;
    this.other = other;
    this.instances = new Set([victim, other]);
    this.balancer = balancer;
    this.#ids = ids;
    this.#stops = stops;
  }

  static async open({ clients, env = {} }: StageOptions): Promise<Stage> {
    const stops: Stops = [];
    try {
      const redis = await startRedis();
      stops.push(() => redis.stop());
      const open = (name: string): Promise<Instance> => openInstance(name, redis, env, stops);
      const opening = await Promise.allSettled([open('victim'), open('other')]);
      const [victim, other] = opening.map((instance) => {
        if (instance.status === 'rejected') throw instance.reason;
        return instance.value;
      });
      if (victim === undefined || other === undefined) throw new Error('not two instances');
      const balancer = await RoundRobinProxy.open([victim.process.url, other.process.url]);
      stops.push(() => balancer.close());
      const ids = Array.from({ length: clients }, (_, at) => `client-${at}`);
      const stage = new Stage(redis, { victim, other }, balancer, ids, stops);
      for (const [at, id] of ids.entries()) stage.add(id, at < clients / 2 ? victim : other);
      return stage;
    } catch (error) {
      await endAll(stops);
      throw error;
    }
  }

  /** Those whose first connection is to an instance, and who are still meant to be there. */
  clientsOf(instance: Instance): Client[] {
    return [...this.clients].filter(({ first }) => first === instance.process.url);
  }

  add(id: string, instance: Instance, token?: string): Client {
    const client = new Client({
      id,
      ledger: this.ledger,
      allow: [...this.#ids, askerOf(this.victim), askerOf(this.other)],
      first: instance.process.url,
      later: this.balancer.url,
      ...(token !== undefined && { token }),
    });
    this.#all.push(client);
    this.clients.add(client);
    return client;
  }

  /** Somebody who does not come back, once what they are connected to breaks. */
  abandon(client: Client): void {
    client.stayAway();
    this.clients.delete(client);
  }

  /**
   * Waits for what is expected.
   *
   * @param everyMs so often it is looked at
   * @throws what the check throws, if it still does after `ms`
   */
  async within(
    ms: number,
    what: string,
    check: () => void | Promise<void>,
    everyMs = LOOK_MS,
  ): Promise<void> {
    const start = performance.now();
    await vi.waitFor(check, { timeout: ms, interval: everyMs }).catch((error: unknown) => {
      throw new Error(`not within ${ms} ms: ${what}`, { cause: error });
    });
    this.ledger.note(`${what}: after ${Math.round(performance.now() - start)} ms`);
  }

  /** Everybody is in, and sees everybody. */
  assertOneLobby(): void {
    const expected = list([...this.clients].map(({ id }) => id));
    for (const client of this.clients) {
      if (!client.isIn) throw new Error(`${client.id} is not in`);
      const seen = list(client.lobby.keys());
      if (seen !== expected) throw new Error(`${client.id} sees ${seen}`);
    }
  }

  /** Something that a scenario started, to be ended with the round. */
  alsoStop(stop: () => Promise<void>): void {
    this.#stops.push(stop);
  }

  /** The log lines of all instances. */
  get said(): string {
    return [this.victim, this.other]
      .map(({ name, process: { lines } }) => `${name}:\n${lines.join('\n')}`)
      .join('\n');
  }

  async close(): Promise<void> {
    for (const client of this.#all) client.leave();
    await endAll(this.#stops);
  }
}

async function endAll(stops: Stops): Promise<void> {
  for (const stop of stops.toReversed()) await stop();
}

/** Who asks an instance, at the end of a round, for everybody. */
export function askerOf({ name }: Instance): string {
  return `asker-at-${name}`;
}

function list(ids: Iterable<string>): string {
  return [...ids].toSorted().join(', ');
}

async function openInstance(
  name: string,
  redis: RunningRedis,
  env: StageOptions['env'],
  stops: Stops,
): Promise<Instance> {
  const line = await TcpProxy.open(redis.port);
  stops.push(() => line.close());
  const url = `redis://127.0.0.1:${line.port}`;
  const process = await startInstance({ ...UNLIMITED, REDIS_URL: url, LOG_LEVEL: 'warn', ...env });
  stops.push(() => process.kill());
  return { name, line, process };
}

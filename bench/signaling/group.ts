/** One or several instances of a server that work together. */
import type { Target } from './load/client.ts';
import { type Competitor, Server, type Used } from './server.ts';

export class Group {
  readonly name: string;
  readonly competitor: Competitor;
  readonly #servers: readonly Server[];

  private constructor(name: string, competitor: Competitor, servers: readonly Server[]) {
    this.name = name;
    this.competitor = competitor;
    this.#servers = servers;
  }

  /**
   * @param name in the table
   * @param redisUrl what the instances have in common
   */
  static async start(name: string, competitor: Competitor, instances = 1, redisUrl?: string): Promise<Group> {
    const { environment } = competitor;
    const given = redisUrl === undefined ? environment : { ...environment, REDIS_URL: redisUrl };
    const starts = await Promise.allSettled(
      Array.from({ length: instances }, () => Server.start(name, { ...competitor, environment: given })),
    );
    const servers = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
    const failed = starts.find((start) => start.status === 'rejected');
    if (failed !== undefined) {
      await stopAll(servers);
      throw failed.reason;
    }
    return new Group(name, competitor, servers);
  }

  get targets(): readonly Target[] {
    return this.#servers.map(({ target }) => target);
  }

  /** What all of them have used so far. */
  async used(): Promise<Used> {
    return sum(await Promise.all(this.#servers.map((server) => server.used())));
  }

  /** The same, after everything that is garbage was collected. */
  async held(): Promise<Used> {
    return sum(await Promise.all(this.#servers.map((server) => server.held())));
  }

  stop(): Promise<void> {
    return stopAll(this.#servers);
  }
}

async function stopAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => server.stop()));
}

function sum(all: readonly Used[]): Used {
  const total = (of: (used: Used) => number): number => all.reduce((before, used) => before + of(used), 0);
  return {
    cpuMicros: total(({ cpuMicros }) => cpuMicros),
    rssBytes: total(({ rssBytes }) => rssBytes),
    heapBytes: total(({ heapBytes }) => heapBytes),
  };
}

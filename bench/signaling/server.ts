/** A compared server as a process of its own. */
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import * as v from 'valibot';
import { freePort } from '../../signaling/testing/free-port.ts';
import { Child } from './child.ts';
import type { Target } from './load/client.ts';
import type { Dialect } from './load/dialects.ts';
import type { ProbeQuestion } from './probe.ts';

const START_TIMEOUT_MS = 20_000;

const Used = v.object({ cpuMicros: v.number(), rssBytes: v.number(), heapBytes: v.number() });
export type Used = v.InferOutput<typeof Used>;

/** How to start a server, and how to speak to it. */
export interface Competitor {
  readonly script: URL;
  readonly environment: Readonly<Record<string, string>>;
  readonly dialect: Dialect;
  /** Whether it tells receivers who sent a message. */
  readonly stamps: boolean;
  /** Its clients come with tickets signed by it. */
  readonly ticketSecret?: string;
  /** Whether it answers GET /peerjs/peers. */
  readonly listsPeers: boolean;
}

export class Server {
  readonly target: Target;
  readonly #child: Child;

  private constructor(name: string, competitor: Competitor, port: number) {
    const { dialect, ticketSecret } = competitor;
    this.target = { port, dialect, ticketSecret: ticketSecret ?? null };
    this.#child = new Child(name, competitor.script, {
      execArgv: ['--expose-gc', '--import', new URL('probe.ts', import.meta.url).href, ...profiling()],
      env: { PATH: process.env['PATH'], ...competitor.environment, PORT: `${port}`, HOST: '127.0.0.1' },
    });
  }

  /** Resolves when it takes connections. */
  static async start(name: string, competitor: Competitor): Promise<Server> {
    const server = new Server(name, competitor, await freePort());
    const end = performance.now() + START_TIMEOUT_MS;
    while (!(await listens(server.target.port))) {
      if (performance.now() > end || !server.#child.running) {
        await server.stop();
        throw new Error(`${name} does not start`);
      }
      await wait(20);
    }
    return server;
  }

  /** What it has used so far. */
  used(): Promise<Used> {
    return this.#ask('used');
  }

  /** The same, after everything that is garbage was collected. */
  held(): Promise<Used> {
    return this.#ask('held');
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #ask(question: ProbeQuestion): Promise<Used> {
    return v.parse(Used, await this.#child.ask(question));
  }
}

/** `BENCH_PROFILE=folder`: each server leaves a CPU profile there when it ends. */
function profiling(): readonly string[] {
  const folder = process.env['BENCH_PROFILE'];
  return folder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${folder}`];
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (open: boolean) => (): void => {
      socket.destroy();
      resolve(open);
    };
    socket.on('connect', settle(true)).on('error', settle(false));
  });
}

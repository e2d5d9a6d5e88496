/** The load generator as the bench sees it. */
import * as v from 'valibot';
import { Child } from './child.ts';
import type { LoadCommand } from './load/main.ts';

const Answer = v.variant('ok', [
  v.object({ ok: v.literal(true), value: v.unknown() }),
  v.object({ ok: v.literal(false), problem: v.string() }),
]);
const Count = v.object({ messages: v.number(), atMs: v.number() });
export type Count = v.InferOutput<typeof Count>;
const Paced = v.object({ messages: v.number(), p50Ms: v.number(), p99Ms: v.number() });
export type Paced = v.InferOutput<typeof Paced>;

type CommandOf<Do extends LoadCommand['do']> = Omit<Extract<LoadCommand, { do: Do }>, 'do'>;

/**
 * Its pauses for garbage would be taken for the server's: with what Node gives it for new objects they are 1.3 % of the
 * time at 15,000 messages a second, more than a 99th percentile leaves out; with 64 MiB, a third of that.
 */
const LOAD_FLAGS = ['--min-semi-space-size=64', '--max-semi-space-size=64'];

export class Load {
  readonly #child = new Child('the load generator', new URL('load/main.ts', import.meta.url), {
    execArgv: LOAD_FLAGS,
  });

  async gather(options: CommandOf<'gather'>): Promise<void> {
    await this.#ask({ do: 'gather', ...options });
  }

  async check(options: CommandOf<'check'>): Promise<void> {
    await this.#ask({ do: 'check', ...options });
  }

  async flow(options: CommandOf<'flow'>): Promise<void> {
    await this.#ask({ do: 'flow', ...options });
  }

  async count(): Promise<Count> {
    return v.parse(Count, await this.#ask({ do: 'count' }));
  }

  async stopFlow(): Promise<void> {
    await this.#ask({ do: 'stop' });
  }

  async pace(options: CommandOf<'pace'>): Promise<Paced> {
    return v.parse(Paced, await this.#ask({ do: 'pace', ...options }));
  }

  /** Cuts all connections. */
  async close(): Promise<void> {
    await this.#ask({ do: 'close' });
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }

  async #ask(command: LoadCommand): Promise<unknown> {
    const answer = v.parse(Answer, await this.#child.ask(command));
    if (!answer.ok) throw new Error(answer.problem);
    return answer.value;
  }
}

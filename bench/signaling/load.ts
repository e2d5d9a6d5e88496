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

export class Load {
  readonly #child = new Child('the load generator', new URL('load/main.ts', import.meta.url), {});

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

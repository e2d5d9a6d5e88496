/** A process of the bench that answers one question at a time over its IPC channel. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';

/** No single step of the bench takes longer, ms. */
const ANSWER_TIMEOUT_MS = 60_000;
const EXIT_TIMEOUT_MS = 2_000;

export class Child {
  readonly name: string;
  readonly #process: ChildProcess;

  constructor(name: string, script: URL, options: ForkOptions) {
    this.name = name;
    this.#process = fork(script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'], ...options });
  }

  /** @throws when the process ends instead, or takes too long */
  async ask(question: string | object): Promise<unknown> {
    const abort = new AbortController();
    const signal = AbortSignal.any([abort.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]);
    const answer = once(this.#process, 'message', { signal });
    const exit = once(this.#process, 'exit', { signal: abort.signal }).then(() => {
      throw new Error(`${this.name} has ended`);
    });
    try {
      this.#process.send(question);
      const [message] = await Promise.race([answer, exit]);
      return message;
    } finally {
      abort.abort();
      await Promise.allSettled([answer, exit]);
    }
  }

  get running(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Lets it end by itself, and ends it when it does not. */
  async stop(): Promise<void> {
    if (!this.running) return;
    const exit = once(this.#process, 'exit');
    if (this.#process.connected) this.#process.disconnect();
    const timer = setTimeout(() => this.#process.kill('SIGKILL'), EXIT_TIMEOUT_MS);
    await exit;
    clearTimeout(timer);
  }
}

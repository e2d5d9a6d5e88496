/** Questions to other instances, and their answers. */
export class Requests<Answer> {
  readonly #open = new Map<number, (answer: Answer) => void>();
  #last = 0;

  /** @param otherwise the answer when none comes in time */
  ask(timeoutMs: number, otherwise: Answer, put: (request: number) => void): Promise<Answer> {
    // Four bytes in a note, and 0 names none.
    this.#last = (this.#last % 0xffff_ffff) + 1;
    const request = this.#last;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.answer(request, otherwise), timeoutMs).unref();
      this.#open.set(request, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      put(request);
    });
  }

  /** Whether the answer is still waited for. */
  has(request: number): boolean {
    return this.#open.has(request);
  }

  answer(request: number, answer: Answer): void {
    const resolve = this.#open.get(request);
    this.#open.delete(request);
    resolve?.(answer);
  }
}

/** What the clients of a round say to each other all the time, as its seed has it. */
import fc from 'fast-check';
import type { Client } from './client.ts';
import type { Ledger } from './ledger.ts';
import type { Stage } from './stage.ts';

/** Between two messages of all clients together, ms: far below what any limit takes notice of. */
const GAP_MS = {
  busy: { min: 10, max: 50 },
  /** Each client is silent for a second now and then, as a connection must be to be let go unnoticed. */
  calm: { min: 100, max: 300 },
} as const;
export type Pace = keyof typeof GAP_MS;

/** So many are drawn; after the last one it begins again with the first. */
const STEPS = 500;

interface Step {
  readonly from: number;
  readonly to: number;
  readonly what: 'challenge' | 'offer' | 'status';
  readonly status: 'available' | 'away';
  readonly gapMs: number;
}

function stepsOf(clients: number, pace: Pace): fc.Arbitrary<Step> {
  return fc.record({
    from: fc.nat(clients - 1),
    to: fc.nat(clients - 1),
    what: fc.constantFrom('challenge', 'challenge', 'challenge', 'offer', 'offer', 'status'),
    status: fc.constantFrom('available', 'away'),
    gapMs: fc.integer(GAP_MS[pace]),
  });
}

export class Load {
  readonly #clients: readonly Client[];
  readonly #steps: readonly Step[];
  readonly #stop = new AbortController();
  readonly #outcomes: Promise<unknown>[] = [];
  readonly #ledger: Ledger;
  readonly #done: Promise<void>;

  constructor({ clients, ledger }: Stage, seed: number, pace: Pace) {
    this.#clients = [...clients];
    this.#ledger = ledger;
    this.#steps = fc.sample(stepsOf(this.#clients.length, pace), { seed, numRuns: STEPS });
    this.#done = this.#run();
  }

  /** Waits until everything that was sent has its outcome. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await Promise.all(this.#outcomes);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    for (let at = 0; !signal.aborted; at += 1) {
      const step = this.#steps[at % this.#steps.length];
      if (step === undefined) return;
      this.#take(step);
      await new Promise((resolve) => void setTimeout(resolve, step.gapMs));
    }
  }

  #take({ from, to, what, status }: Step): void {
    const [sender, receiver] = [this.#clients[from], this.#clients[to]];
    if (sender === undefined || receiver === undefined || sender === receiver || !sender.isIn) return;
    // Nobody goes on asking for seconds what hears no answer; all of it at once would be above the limit of requests.
    if (sender.isHung) return;
    const name = this.#ledger.newName();
    if (what === 'challenge') this.#outcomes.push(sender.challenge(receiver.id, name));
    else if (what === 'offer') sender.offer(receiver.id, name);
    else this.#outcomes.push(sender.request('STATUS', { status }));
  }
}

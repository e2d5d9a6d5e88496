/** What all clients of a round sent, heard and were told, and what of it must not be. */
import type { RefusalCode } from '../protocol/index.ts';

/** How a request ends: `closed` when its socket did, `silence` when nothing came within `ANSWER_MS`. */
export type Outcome = 'ACK' | RefusalCode | 'closed' | 'silence';

/** Whoever challenges has an answer or a coded failure within this time, ms. */
export const ANSWER_MS = 8_000;

/** So many of the last lines are told when a round fails. */
const LINES_TOLD = 60;

interface Challenge {
  readonly from: string;
  readonly to: string;
  readonly sentAt: number;
  /** Who was handed it, on which of its connections. */
  readonly deliveries: (readonly [client: string, connection: number])[];
  outcome: Outcome | null;
}

export class Ledger {
  readonly #start = performance.now();
  readonly #challenges = new Map<string, Challenge>();
  readonly #offers = new Map<string, number>();
  readonly #faults: string[] = [];
  readonly #lines: string[] = [];
  #names = 0;

  /** Something happened that helps to understand what comes after it. */
  note(line: string): void {
    const at = Math.round(performance.now() - this.#start);
    this.#lines.push(`${at} ms: ${line}`);
    if (this.#lines.length > LINES_TOLD) this.#lines.shift();
  }

  /** Something happened that must not. */
  fault(line: string): void {
    this.note(`FAULT ${line}`);
    this.#faults.push(line);
  }

  /** For a challenge, or an OFFER: no two of a round have the same. */
  newName(): string {
    this.#names += 1;
    return `${this.#names}`;
  }

  sent(challenge: string, from: string, to: string): void {
    this.#challenges.set(challenge, { from, to, sentAt: performance.now(), deliveries: [], outcome: null });
  }

  delivered(challenge: string, to: string, connection: number): void {
    const known = this.#challenges.get(challenge);
    if (known === undefined) return this.fault(`${to} was handed a challenge that nobody sent`);
    known.deliveries.push([to, connection]);
    if (known.to !== to) this.fault(`${to} was handed a challenge to ${known.to}`);
    if (known.deliveries.length > 1) {
      this.fault(`a challenge of ${known.from} was delivered twice: ${places(known.deliveries)}`);
    }
    if (known.outcome === 'challenge/offline') {
      this.fault(`a challenge of ${known.from} reached ${to} after its sender was told that nobody is there`);
    }
  }

  /** @param isExcused the sender's service was made to hang meanwhile */
  ended(challenge: string, outcome: Outcome, isExcused: boolean): void {
    const known = this.#challenges.get(challenge);
    if (known === undefined) return;
    known.outcome = outcome;
    const tookMs = Math.round(performance.now() - known.sentAt);
    if (outcome === 'silence' && !isExcused) {
      this.fault(`${known.from} heard nothing of a challenge to ${known.to} for ${tookMs} ms`);
    }
    if (outcome === 'challenge/offline' && known.deliveries.length > 0) {
      this.fault(`${known.from} was told that nobody is there, but ${places(known.deliveries)} had it`);
    }
  }

  /** An OFFER is handed over at most once, too. */
  offered(offer: string, to: string): void {
    const times = (this.#offers.get(offer) ?? 0) + 1;
    this.#offers.set(offer, times);
    if (times > 1) this.fault(`${to} was handed an OFFER ${times} times`);
  }

  deliveriesOf(challenge: string): Challenge['deliveries'] {
    return this.#challenges.get(challenge)?.deliveries ?? [];
  }

  hasOffered(offer: string): boolean {
    return this.#offers.has(offer);
  }

  /** Outcomes so far and how often: a round in which nothing was delivered shows nothing. */
  get tally(): ReadonlyMap<Outcome | 'open', number> {
    const tally = new Map<Outcome | 'open', number>();
    for (const { outcome } of this.#challenges.values()) {
      tally.set(outcome ?? 'open', (tally.get(outcome ?? 'open') ?? 0) + 1);
    }
    return tally;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  get story(): string {
    return this.#lines.join('\n');
  }
}

function places(deliveries: Challenge['deliveries']): string {
  return deliveries.map(([client, connection]) => `${client} on connection ${connection}`).join(', ');
}

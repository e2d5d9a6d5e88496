/** The seat of a browser's only tab, for tests of what happens in that tab when it has to yield. */
import { createStore } from 'zustand/vanilla';
import type { KeyValue } from '../storage.ts';
import type { Seat, YieldReason } from '../tabs.ts';

export class SoleSeat implements Seat {
  readonly name = 'browser';
  readonly storage: KeyValue;
  readonly store: Seat['store'] = createStore(() => ({
    usualId: null,
    usualOpen: false,
    taking: false,
    lasting: true,
    takeOver: () => undefined,
  }));
  /** Another tab has set its mark; nothing has told this one yet. */
  overwritten = false;
  #yielded = false;
  #heard: (why: YieldReason) => void = () => undefined;

  constructor(storage: KeyValue) {
    this.storage = storage;
  }

  ownsStill(): boolean {
    return !this.#yielded && !this.overwritten;
  }

  onYield(heard: (why: YieldReason) => void): void {
    this.#heard = heard;
  }

  giveUp(): void {
    this.yieldSeat('lost');
  }

  /** What the real one does when it is asked, or when its lock is stolen. */
  yieldSeat(why: YieldReason): void {
    if (this.#yielded) return;
    if (why === 'lost') this.#yielded = true;
    this.#heard(why);
    this.#yielded = true;
  }
}

/**
 * A closed loop: so many messages are always under way, and each that arrives lets its receiver send one. The server
 * decides how fast it goes.
 */
import { arrival } from './arrival.ts';
import { at, type Crowd } from './crowd.ts';

export interface FlowOptions {
  readonly bytes: number;
  /** Messages under way for each client. */
  readonly window: number;
  /** Client n sends to n + each of these, in turn. */
  readonly offsets: readonly number[];
}

export class Flow {
  received = 0;
  #sent = 0;
  #flowing = true;

  constructor(crowd: Crowd, { bytes, window, offsets }: FlowOptions) {
    for (const [n, client] of crowd.clients.entries()) {
      const frames = offsets.map((offset) => crowd.frame(n, n + offset, bytes));
      let turn = 0;
      const send = (count: number): void => {
        this.#sent += count;
        client.write(Array.from({ length: count }, () => at(frames, turn++)));
      };
      client.onMessages = (count) => {
        this.received += count;
        if (this.#flowing) send(count);
      };
      send(window);
    }
  }

  /**
   * Sends no more and waits for what is under way.
   *
   * @throws when a message was lost
   */
  async stop(): Promise<void> {
    this.#flowing = false;
    await arrival(() => this.received, this.#sent);
  }
}

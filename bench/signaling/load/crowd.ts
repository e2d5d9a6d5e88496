/** Clients that are connected together, and their ready messages to each other. */
import { type Client, open, type Target } from './client.ts';
import { offerTo, SPEECH, type Speech } from './dialects.ts';
import { clientFrame } from './frames.ts';
import { type IssueToken, tokensFor } from './tokens.ts';

export interface CrowdOptions {
  /** Client n is at target n modulo their number. */
  readonly targets: readonly Target[];
  readonly count: number;
  /** How many connect at the same time. */
  readonly concurrency: number;
}

let names = 0;

export class Crowd {
  readonly clients: readonly Client[];
  readonly #targets: readonly Target[];

  private constructor(clients: readonly Client[], targets: readonly Target[]) {
    this.clients = clients;
    this.#targets = targets;
  }

  /** @throws when a client is not let in; nobody is connected then */
  static async gather({ targets, count, concurrency }: CrowdOptions): Promise<Crowd> {
    const tokens = await Promise.all(targets.map(({ ticketSecret }) => tokensFor(ticketSecret)));
    const lanes: Promise<Client>[] = [];
    for (let n = 0; n < count; n += 1) {
      const connect = (): Promise<Client> => openNext(at(targets, n), at(tokens, n));
      const before = lanes[n - concurrency];
      lanes.push(before === undefined ? connect() : before.then(connect));
    }
    const opened = await Promise.allSettled(lanes);
    const clients = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const crowd = new Crowd(clients, targets);
    const failed = opened.find((one) => one.status === 'rejected');
    if (failed === undefined) return crowd;
    crowd.close();
    throw failed.reason;
  }

  /** The ready frame of an OFFER from one client to another. */
  frame(from: number, to: number, bytes: number): Buffer {
    return clientFrame(this.speechOf(from).write(offerTo(at(this.clients, to).id, bytes)));
  }

  speechOf(n: number): Speech {
    return SPEECH[at(this.#targets, n).dialect];
  }

  /**
   * Where client `n` sends to when each has one it sends to and one it gets from: the next, on one server; on
   * several, one on another server, such that the clients of a server have theirs on all others.
   */
  partner(n: number): number {
    const servers = this.#targets.length;
    if (servers === 1) return (n + 1) % this.clients.length;
    const block = Math.floor(n / servers);
    const shift = 1 + (block % (servers - 1));
    return block * servers + ((n + shift) % servers);
  }

  close(): void {
    for (const client of this.clients) client.cut();
  }
}

function openNext(target: Target, issue: IssueToken): Promise<Client> {
  names += 1;
  const id = `client-${process.pid}-${names}`;
  return open(target, id, issue(id));
}

export function at<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('nothing to choose from');
  return item;
}

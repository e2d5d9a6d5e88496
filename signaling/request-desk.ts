/** Where the requests of one client are answered, each of them once. */
import { noticeFrame } from './frames.ts';
import type { ClientRequest, RefusalCode } from './protocol/index.ts';
import type { Envelope } from './realm/index.ts';
import type { Relay } from './relay.ts';
import { RequestQueue } from './request-queue.ts';
import { carryOut, type Requester, type RequestServices } from './requests.ts';

/** A client as far as it is answered. */
export interface Client extends Requester {
  /** From now on what others send it is kept back, until `handOver`. */
  keepBack(): void;
  /** Gives the client what waited for it, and then what was kept back. */
  handOver(held: readonly Envelope[]): void;
}

export interface DeskServices extends RequestServices {
  readonly relay: Relay;
}

/** Made when the first request comes: a stock client has none. */
export class RequestDesk {
  readonly #client: Client;
  readonly #services: DeskServices;
  readonly #queue = new RequestQueue();

  constructor(client: Client, services: DeskServices) {
    this.#client = client;
    this.#services = services;
  }

  /** Carries a request out when all before it are. */
  async ask(request: ClientRequest): Promise<void> {
    if (!this.#mayAsk()) return this.refuse(request.payload.mid, 'request/rate');
    if (!isChallenge(request)) return this.#queue.run(() => this.#answer(request));
    // Sent in its turn; how long another instance takes to confirm it holds nothing up.
    const { answered } = await this.#queue.run(async () => ({ answered: this.#answer(request) }));
    await answered;
  }

  /** A request that could not be read. */
  malformed(mid: string | null): void {
    this.refuse(mid, this.#mayAsk() ? 'request/malformed' : 'request/rate');
  }

  /** Something that is no request. */
  rejected(): void {
    if (this.#mayAsk()) this.refuse(null, 'request/malformed');
  }

  refuse(mid: string | null, code: RefusalCode): void {
    this.#client.send(noticeFrame({ type: 'REFUSED', payload: { mid, code } }));
  }

  async #answer(request: ClientRequest): Promise<void> {
    const client = this.#client;
    if (client.gone) return;
    if (request.type === 'JOIN') return this.#answerJoin(request);
    this.#end(request.payload.mid, await carryOut(request, client, this.#services));
  }

  /** What the new list lets through comes after what waited for it, and both after the room. */
  async #answerJoin(request: Extract<ClientRequest, { type: 'JOIN' }>): Promise<void> {
    const client = this.#client;
    const { mid, room } = request.payload;
    client.keepBack();
    const refusal = await carryOut(request, client, this.#services);
    this.#end(mid, refusal);
    if (refusal !== null || client.gone) return client.handOver([]);
    client.rooms.find(({ name }) => name === room)?.subscribe(client);
    client.handOver(await this.#services.relay.collect(client.id));
  }

  #end(mid: string, refusal: RefusalCode | null): void {
    // The socket may have closed meanwhile.
    if (this.#client.gone) return;
    if (refusal === null) this.#client.send(noticeFrame({ type: 'ACK', payload: { mid } }));
    else this.refuse(mid, refusal);
  }

  #mayAsk(): boolean {
    const may = this.#queue.mayAsk();
    if (!may) this.#services.metrics.count('request/rate');
    return may;
  }
}

function isChallenge({ type }: ClientRequest): boolean {
  return type === 'CHALLENGE' || type === 'CHALLENGE-REPLY' || type === 'CHALLENGE-CANCEL';
}

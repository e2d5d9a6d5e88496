/** The network of a page, as far as the stores see it: a service that answers when it is told to, and calls that go nowhere. */
import type { ClientRequest } from '../../../signaling/protocol/index.ts';
import type { Credentials, Link, Network, NetworkHandlers } from '../../net/index.ts';

export class FakeNetwork implements Network {
  readonly started: Credentials[] = [];
  /** What was said to the service, and who was called, in order: `JOIN`, `dial bob`. */
  readonly log: string[] = [];
  readonly requests: ClientRequest[] = [];
  drops = 0;
  isOnline = false;
  /** It takes what is said, and does not answer. */
  isDeaf = false;
  readonly #handlers: NetworkHandlers;

  constructor(handlers: NetworkHandlers) {
    this.#handlers = handlers;
  }

  /** The socket is open, and JOIN is answered. */
  comeOnline(): void {
    this.isOnline = true;
    this.#handlers.online();
    this.#handlers.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 0, members: [], total: 0 } });
  }

  /** The socket is gone. */
  lose(): void {
    this.isOnline = false;
    this.#handlers.offline();
  }

  start(credentials: Credentials): void {
    this.started.push({ ...credentials });
  }

  stop(): void {
    this.isOnline = false;
  }

  drop(): void {
    this.drops += 1;
    this.lose();
  }

  request(request: ClientRequest): void {
    this.log.push(request.type);
    this.requests.push(request);
    if (!this.isDeaf) this.#handlers.notice({ type: 'ACK', payload: { mid: request.payload.mid } });
  }

  dial(peer: string): Link | null {
    if (!this.isOnline) return null;
    this.log.push(`dial ${peer}`);
    return { peer, send: () => undefined, close: () => undefined, listen: () => undefined };
  }
}

/** What the core of the service asks of its other parts. `server.ts` puts them together. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

/** Whether a WebSocket handshake is let through, as far as its headers and its address tell. */
export type Admission =
  /** `address`: the client's own, whatever stands in between. */
  | { readonly ok: true; readonly address: string }
  /**
   * Answered over HTTP, without a WebSocket.
   *
   * `status`: for instance 403 or 429 · `code`: for the client's author and for the log, such as `origin/forbidden`
   */
  | { readonly ok: false; readonly status: number; readonly code: string };

/** What the guard remembers of one connection. Both begin with 0; only the guard reads and writes them. */
export interface Budget {
  /** How much of what is allowed at once is used up. */
  level: number;
  /** When that was, ms on any clock of the guard's. */
  levelAt: number;
}

/** A message may pass, or whose limit it is above. */
export type MessageVerdict = 'ok' | 'limit/connection' | 'limit/address';

/**
 * Keeps strangers out and the greedy at bay. What is called for each message answers at once; what several
 * instances share is settled behind it.
 */
export interface Guard {
  /** Checks origin, wss, subprotocol and the limits of the address, before the upgrade. */
  admit(request: IncomingMessage): Admission;
  /** An admitted connection is there. Called before anything else is done with it. */
  opened(address: string): void;
  /** It is gone; exactly once for each `opened`. */
  closed(address: string): void;
  /** One more message of a connection and its address. */
  message(budget: Budget, address: string): MessageVerdict;
  /** Whether a room takes one more message that goes to all its members. */
  room(room: string): boolean;
}

/** Who a client is. Refused with a code such as `auth/expired`. */
export type Authentication =
  | {
      readonly ok: true;
      /** Compared for equality: `token:...`, `key:...` or `sub:...`. Nothing secret, since stores keep it. */
      readonly owner: string;
      /** The rooms that may be joined; `null`: all. */
      readonly rooms: readonly string[] | null;
      /** The id that the token stands for, when none was asked for and it names one. */
      readonly id?: string;
    }
  | { readonly ok: false; readonly code: string };

export interface Authenticator {
  /**
   * Whether a token stands for an id. At once where it can be, so that a stock client waits for nothing. Never rejects.
   *
   * @param id `null`: any
   * @param token of the query, of any length and content; empty: none
   * @param bearer of `Authorization: Bearer`; `null`: none
   */
  authenticate(
    id: string | null,
    token: string,
    bearer: string | null,
  ): Authentication | Promise<Authentication>;
}

/** Takes WebSockets that are not PeerJS's. The guard has admitted them. */
export interface UpgradeHandler {
  /** @param url path and query, as the client sent it */
  wants(url: string): boolean;
  /** Takes the socket over, whatever becomes of it. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): void;
  /** Tells everybody to go, over the next `timeoutMs`, and resolves when they have. Nobody new comes any more. */
  drain(timeoutMs: number): Promise<void>;
  /** Cuts everybody off. */
  close(): void;
}

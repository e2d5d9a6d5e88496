/** The port between the game and the way two browsers reach each other. PeerJS is one adapter. */
import type { ClientRequest, ServerNotice } from '../../signaling/protocol/index.ts';

/** How far a link has come. `checking`: both sides have answered, a path is being looked for. */
export type LinkStage = 'dialing' | 'checking';

/**
 * The way that a link takes. `relayed`: by a TURN server, which passes everything on sealed. `hidden`: the same, and the
 * peer has learned no address of this side.
 */
export type LinkPath = 'direct' | 'relayed' | 'hidden';

/** Why a link came to nothing, where that is known. `no-relay`: it may be relayed only, and no relay takes it. */
export type LinkLoss = 'no-relay';

/**
 * Whether the service has relays (TURN servers) for this page. `refused`: it has, but not for who shows no proof of who they
 * are. `unknown`: it has not said yet.
 */
export type RelayOffer = 'unknown' | 'offered' | 'refused' | 'none';

/** A reliable, ordered text channel to one peer. After `close` (either side's) no handler is called again. */
export interface Link {
  readonly peer: string;
  /** Sends a text if the link is open; on a closed one it does nothing. */
  send(text: string): void;
  /** Closes once what was sent before is on its way. */
  close(): void;
  /** Sets who hears of it; call it in the same turn in which the link was handed over. */
  listen(handlers: LinkHandlers): void;
}

export interface LinkHandlers {
  stage(stage: LinkStage): void;
  open(): void;
  /** What the peer sent. Anything but a text arrives as an empty one, which nothing takes for a message. */
  text(text: string): void;
  closed(why?: LinkLoss): void;
  /** Once it is open, and again whenever it has changed. */
  path(path: LinkPath): void;
  /** Packets pass again after a time in which none did. What was sent meanwhile may be repeated only seconds later. */
  revived(): void;
}

export interface Credentials {
  readonly id: string;
  /** What PeerJS sends with the ID, so that the service knows that it is ours. */
  readonly token: string;
  /** Whether the token is a ticket of the service, and not one that we drew. */
  readonly isTicket: boolean;
}

export interface NetworkHandlers {
  /** The service knows us under our id: now is the time to JOIN. */
  online(): void;
  /** The socket to the service is gone, or could not be opened. Links live on. */
  offline(): void;
  /** Somebody else holds the id. `offline` follows. */
  taken(): void;
  /** The service does not let us in. `code`: for instance `auth/expired`. `offline` follows. */
  refused(code: string): void;
  /** A ticket that is good for a while, to show to the service's other endpoints; null when there is none now. */
  ticket(): Promise<string | null>;
  /** The code behind the network could not be loaded, or this browser cannot do WebRTC; nothing will come of a retry. */
  unusable(reason: 'load' | 'unsupported'): void;
  notice(notice: ServerNotice): void;
  /** The service says that nobody takes our offer; it may mean an older one. */
  unavailable(peer: string): void;
  /** Whether an offer of this peer may be answered: an answer shows it our addresses. */
  accepts(peer: string): boolean;
  /** Whether the next link may be relayed only, so that no peer learns our addresses: asked for each. */
  hidesAddress(): boolean;
  relay(offer: RelayOffer): void;
  incoming(link: Link): void;
}

export interface Network {
  /** Goes online under these credentials; with the same ID as before, links live on. */
  start(credentials: Credentials): void;
  /** Goes offline and closes all links. */
  stop(): void;
  /** Gives up a socket that does not answer any more; links live on, and `offline` follows. */
  drop(): void;
  /** Says something to the service; lost while offline. */
  request(request: ClientRequest): void;
  /** Calls a peer; `null` while it cannot be called: offline, or not ready for a call yet. */
  dial(peer: string): Link | null;
}

/** The network on PeerJS: the only place that imports it, and only once the page has been painted. */
import type Peer from 'peerjs';
import type { DataConnection, PeerOptions } from 'peerjs';
import * as v from 'valibot';
import { IceServers, ServerNotice } from '../../../signaling/protocol/index.ts';
import { httpBase, type ServiceAddress } from '../address.ts';
import type { Credentials, Network, NetworkHandlers } from '../network.ts';
import { peerLink } from './link.ts';

/** Longest wait for the list of ICE servers, ms; without it only players in one network meet. */
const ICE_TIMEOUT_MS = 3_000;

/** PeerJS's error types that mean more than "offline". */
const WITHOUT_WEBRTC = 'browser-incompatible';
const TAKEN = 'unavailable-id';
const UNAVAILABLE = 'peer-unavailable';

export function peerJsNetwork(address: ServiceAddress, handlers: NetworkHandlers): Network {
  let peer: Peer | null = null;
  let current: Credentials | null = null;

  async function create(credentials: Credentials): Promise<void> {
    const library = await import('peerjs').catch(() => null);
    if (current !== credentials) return;
    if (library === null) {
      handlers.unusable('load');
      return;
    }
    const { host, port, path, key, secure } = address;
    const options: PeerOptions = { host, port, path, key, secure, token: credentials.token };
    // An own list from the start: the built-in one names public servers that nobody here has agreed to.
    options.config = { iceServers: [] };
    peer = new library.Peer(credentials.id, options);
    follow(peer);
  }

  function follow(mine: Peer): void {
    const isCurrent = (): boolean => peer === mine;
    mine.on('open', () => void announce(mine));
    mine.on('disconnected', () => {
      if (isCurrent()) handlers.offline();
    });
    mine.on('error', (error) => {
      if (!isCurrent()) return;
      if (error.type === TAKEN) {
        stop();
        handlers.taken();
      } else if (error.type === WITHOUT_WEBRTC) {
        stop();
        handlers.unusable('unsupported');
      } else if (error.type === UNAVAILABLE) {
        // The id is only in the sentence: "Could not connect to peer ID".
        handlers.unavailable(error.message.split(' ').at(-1) ?? '');
      }
    });
    mine.on('close', () => {
      // Destroyed by PeerJS itself: the next start makes a new one.
      if (isCurrent()) {
        peer = null;
        handlers.offline();
      }
    });
    mine.on('connection', (connection) => {
      // Closed in the same turn, a connection sends no ANSWER and no candidate.
      if (isCurrent() && isUsable(connection) && handlers.accepts(connection.peer)) {
        handlers.incoming(peerLink(connection));
      } else connection.close();
    });
    mine.on('call', (call) => call.close());
    mine.socket.on('message', (message: unknown) => {
      const notice = v.safeParse(ServerNotice, message);
      if (notice.success && isCurrent()) handlers.notice(notice.output);
    });
  }

  /** Online is who can be called: the ICE servers come first. */
  async function announce(mine: Peer): Promise<void> {
    await refreshIceServers(mine);
    if (peer === mine && mine.open) handlers.online();
  }

  async function refreshIceServers(mine: Peer): Promise<void> {
    try {
      const response = await fetch(`${httpBase(address)}/ice`, {
        cache: 'no-store',
        signal: AbortSignal.timeout(ICE_TIMEOUT_MS),
      });
      const parsed = v.safeParse(IceServers, await response.json());
      if (parsed.success) mine.options.config = parsed.output;
    } catch {
      // Players in one network meet without any ICE server, and the list is asked for again at the next open.
    }
  }

  function stop(): void {
    const old = peer;
    peer = null;
    current = null;
    old?.destroy();
  }

  return {
    start(credentials) {
      if (peer !== null && current?.id === credentials.id && current.token === credentials.token) {
        if (peer.disconnected && !peer.destroyed) peer.reconnect();
        return;
      }
      stop();
      current = credentials;
      void create(credentials);
    },
    stop,
    request(request) {
      if (peer?.open === true) peer.socket.send(request);
    },
    dial(id) {
      if (peer?.open !== true) return null;
      // Raw and ordered: the other serializations parse or reassemble what a stranger sends before we can look.
      return peerLink(peer.connect(id, { serialization: 'raw', reliable: true }));
    },
  };
}

/** A `connection` event is always about data; what else it is, the stranger's offer has chosen. */
function isUsable(connection: DataConnection): boolean {
  return connection.serialization === 'raw' && connection.reliable;
}

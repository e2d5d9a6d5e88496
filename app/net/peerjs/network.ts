/** The network on PeerJS: the only place that imports it, and only once the page has been painted. */
import type Peer from 'peerjs';
import type { DataConnection, PeerOptions } from 'peerjs';
import * as v from 'valibot';
import { IceServers, ServerNotice } from '../../../signaling/protocol/index.ts';
import { httpBase, type ServiceAddress } from '../address.ts';
import type { Credentials, Network, NetworkHandlers } from '../network.ts';
import { admit } from './gate.ts';
import { peerLink } from './link.ts';

/** Longest wait for the list of ICE servers, ms; without it only players in one network meet. */
const ICE_TIMEOUT_MS = 3_000;

/** PeerJS waits for ever for a socket that does not open, and for a server that does not say OPEN; we do not, ms. */
const OPEN_TIMEOUT_MS = 10_000;

/** PeerJS's error types that mean more than "offline". */
const WITHOUT_WEBRTC = 'browser-incompatible';
const TAKEN = 'unavailable-id';

export function peerJsNetwork(address: ServiceAddress, handlers: NetworkHandlers): Network {
  let peer: Peer | null = null;
  let current: Credentials | null = null;
  let deadline: ReturnType<typeof setTimeout> | undefined;

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
    awaitOpen(peer);
  }

  function awaitOpen(mine: Peer): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => mine.disconnect(), OPEN_TIMEOUT_MS);
  }

  function follow(mine: Peer): void {
    const isCurrent = (): boolean => peer === mine;
    mine.on('open', () => {
      clearTimeout(deadline);
      void announce(mine);
    });
    mine.on('disconnected', () => {
      if (isCurrent()) handlers.offline();
    });
    mine.on('error', ({ type }) => {
      if (!isCurrent()) return;
      if (type === TAKEN) handlers.taken();
      else if (type === WITHOUT_WEBRTC) {
        stop();
        handlers.unusable('unsupported');
      }
    });
    mine.on('close', () => {
      // Destroyed by PeerJS itself: the next start makes a new one.
      if (!isCurrent()) return;
      peer = null;
      current = null;
      handlers.offline();
    });
    mine.on('connection', (connection) => handlers.incoming(peerLink(connection)));
    putGateBefore(mine);
  }

  /** Takes PeerJS's own ears off the socket and lets them hear only what the gate admits. */
  function putGateBefore(mine: Peer): void {
    const { socket } = mine;
    const ears = socket.listeners('message');
    socket.removeAllListeners('message');
    socket.on('message', (message: unknown) => {
      if (peer !== mine) return;
      const admitted = admit(message, {
        accepts: (id) => handlers.accepts(id),
        knows: (id, connectionId) => mine.getConnection(id, connectionId) !== null,
      });
      if (admitted !== null) for (const hear of ears) hear.call(socket, admitted);
      if (admitted?.type === 'EXPIRE') handlers.unavailable(admitted.src);
      const notice = v.safeParse(ServerNotice, message);
      if (notice.success) handlers.notice(notice.output);
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
    clearTimeout(deadline);
    if (old === null) return;
    // Said to nobody in particular it frees the id at once, instead of after a time of grace.
    if (old.open) old.socket.send({ type: 'LEAVE' });
    closeConnections(old);
    old.destroy();
  }

  return {
    start(credentials) {
      if (peer !== null && current?.id === credentials.id && current.token === credentials.token) {
        if (!peer.disconnected || peer.destroyed) return;
        peer.reconnect();
        awaitOpen(peer);
        return;
      }
      stop();
      current = { ...credentials };
      void create(current);
    },
    stop,
    drop: () => peer?.disconnect(),
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

/** PeerJS's own `destroy` passes over every second connection to the same peer: it shortens the list it walks along. */
function closeConnections({ connections }: Peer): void {
  const lists: DataConnection[][] = Object.values(connections);
  for (const connection of lists.flat()) connection.close();
}

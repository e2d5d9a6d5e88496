/** The network on PeerJS: the only place that imports it, and only once the page has been painted. */
import type Peer from 'peerjs';
import type { DataConnection, PeerOptions } from 'peerjs';
import * as v from 'valibot';
import { HandshakeError, type IceServers, ServerNotice } from '../../../signaling/protocol/index.ts';
import { httpBase, type ServiceAddress } from '../address.ts';
import type { Credentials, Network, NetworkHandlers } from '../network.ts';
import { admit } from './gate.ts';
import { conceal } from './conceal.ts';
import { createIceList, type IceList, relayOf, relaysIn } from './ice.ts';
import { peerLink } from './link.ts';
import { isRelayOnly } from './watch.ts';

/** PeerJS waits for ever for a socket that does not open, and for a server that does not say OPEN; we do not, ms. */
const OPEN_TIMEOUT_MS = 10_000;

/** PeerJS's error types that mean more than "offline". */
const WITHOUT_WEBRTC = 'browser-incompatible';
const TAKEN = 'unavailable-id';

const Offer = v.object({ type: v.literal('OFFER'), src: v.string() });

/** What two browsers say to each other to make a link. */
const OfLink = v.object({ type: v.picklist(['OFFER', 'ANSWER', 'CANDIDATE']) });

export function peerJsNetwork(address: ServiceAddress, handlers: NetworkHandlers): Network {
  let peer: Peer | null = null;
  let ice: IceList | null = null;
  let current: Credentials | null = null;
  let list: IceServers = { iceServers: [] };
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
    list = { iceServers: [] };
    const mine = new library.Peer(credentials.id, options);
    configure(mine);
    peer = mine;
    ice = createIceList({
      url: `${httpBase(address)}/ice`,
      ticket: () => handlers.ticket(),
      now: () => Date.now(),
      changed(next) {
        list = next;
        handlers.relay(relayOf(next));
      },
    });
    follow(mine, ice);
    awaitOpen(mine);
  }

  /** For the connections that are made from now on: one that is under way keeps what it began with. */
  function configure(mine: Peer): void {
    // An own list from the start: the built-in one names public servers that nobody here has agreed to.
    const { iceServers } = list;
    mine.options.config = handlers.hidesAddress()
      ? // Chromium asks STUN servers whatever the policy, so that they would see the address for nothing.
        { iceServers: relaysIn(iceServers), iceTransportPolicy: 'relay' }
      : { iceServers, iceTransportPolicy: 'all' };
  }

  /** Whether a call should wait for a new list: there is none, the credentials run out, or it lacks the relay that is needed. */
  function needsList(servers: IceList): boolean {
    return servers.isDue() || (handlers.hidesAddress() && relayOf(list) !== 'offered');
  }

  function awaitOpen(mine: Peer): void {
    clearTimeout(deadline);
    deadline = setTimeout(() => mine.disconnect(), OPEN_TIMEOUT_MS);
  }

  function follow(mine: Peer, servers: IceList): void {
    const isCurrent = (): boolean => peer === mine;
    mine.on('open', () => {
      clearTimeout(deadline);
      void announce(mine, servers);
    });
    mine.on('disconnected', () => {
      servers.pause();
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
      forget();
      handlers.offline();
    });
    mine.on('connection', (connection) => handlers.incoming(peerLink(connection)));
    putGateBefore(mine, servers);
    putGateBehind(mine);
  }

  /** What PeerJS says on behalf of a hidden connection goes through another gate on its way out. */
  function putGateBehind(mine: Peer): void {
    const { socket } = mine;
    const send = socket.send.bind(socket);
    socket.send = (message: unknown) => {
      const said = conceal(message, (id, connectionId) => {
        const connection = mine.getConnection(id, connectionId);
        return connection === null ? handlers.hidesAddress() : isRelayOnly(connection.peerConnection);
      });
      if (said !== null) send(said);
    };
  }

  /** Takes PeerJS's own ears off the socket and lets them hear only what the gate admits. */
  function putGateBefore(mine: Peer, servers: IceList): void {
    const { socket } = mine;
    const ears = socket.listeners('message');
    socket.removeAllListeners('message');
    /** What belongs to links and arrives after an OFFER that waits for ICE servers, waits with it. */
    let waiting: unknown[] | null = null;

    async function waitForServers(): Promise<void> {
      waiting = [];
      await servers.refresh();
      const held = waiting;
      waiting = null;
      for (const message of held) hear(message);
    }

    function hear(message: unknown): void {
      if (peer !== mine) return;
      // PeerJS tells of an ERROR, which ends it, no more than the text.
      const refusal = v.safeParse(HandshakeError, message);
      if (refusal.success && !mine.open) handlers.refused(refusal.output.payload.code);
      const admitted = admit(message, {
        accepts: (id) => handlers.accepts(id),
        knows: (id, connectionId) => mine.getConnection(id, connectionId) !== null,
      });
      if (admitted?.type === 'OFFER') configure(mine);
      if (admitted !== null) for (const ear of ears) ear.call(socket, admitted);
      if (admitted?.type === 'EXPIRE') handlers.unavailable(admitted.src);
      const notice = v.safeParse(ServerNotice, message);
      if (notice.success) handlers.notice(notice.output);
    }

    socket.on('message', (message: unknown) => {
      const offer = v.safeParse(Offer, message);
      if (waiting === null && offer.success && handlers.accepts(offer.output.src) && needsList(servers)) {
        void waitForServers();
      }
      if (waiting !== null && v.is(OfLink, message)) waiting.push(message);
      else hear(message);
    });
  }

  /** Online is who can be called: the ICE servers come first. A list of before does meanwhile. */
  async function announce(mine: Peer, servers: IceList): Promise<void> {
    const refreshed = servers.refresh();
    if (!servers.isGood()) await refreshed;
    if (peer === mine && mine.open) handlers.online();
  }

  function forget(): void {
    ice?.stop();
    peer = null;
    ice = null;
    current = null;
  }

  function stop(): void {
    const old = peer;
    forget();
    clearTimeout(deadline);
    if (old === null) return;
    // Said to nobody in particular it frees the id at once, instead of after a time of grace.
    if (old.open) old.socket.send({ type: 'LEAVE' });
    closeConnections(old);
    old.destroy();
  }

  return {
    start(credentials) {
      if (peer !== null && current?.id === credentials.id) {
        if (!peer.disconnected || peer.destroyed) return;
        // Read at each connect: a ticket is good for minutes.
        peer.options.token = credentials.token;
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
      if (ice?.isDue() === true) {
        // A call without servers, or with credentials that have run out, fails on its way: better none, and another one in a moment.
        void ice.refresh();
        return null;
      }
      // Without a relay in the list a hidden call fails at once, and says why; the next one may find another list.
      if (ice !== null && needsList(ice)) void ice.refresh();
      configure(peer);
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

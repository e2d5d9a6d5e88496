/** A PeerJS data connection as a `Link`. */
import type { DataConnection } from 'peerjs';
import type { Link, LinkHandlers, LinkLoss } from '../network.ts';
import { type PathWatch, watchPath, watchRelay } from './watch.ts';

/** What was sent last (a goodbye) has this long to leave before the connection is torn down, ms. */
const FLUSH_MS = 1_000;

const SILENT: LinkHandlers = {
  stage: () => undefined,
  open: () => undefined,
  text: () => undefined,
  closed: () => undefined,
  revived: () => undefined,
  path: () => undefined,
};

export function peerLink(connection: DataConnection): Link {
  let handlers = SILENT;
  let isOver = false;
  let wasCut = false;
  let path: PathWatch | null = null;
  const endRelayWatch = watchRelay(connection.peerConnection, () => finish('no-relay'));

  function end(): void {
    isOver = true;
    endRelayWatch();
    path?.end();
  }

  function finish(why?: LinkLoss): void {
    if (isOver) return;
    end();
    // PeerJS tells `error` before it closes, and of an unopened connection whose ICE failed nothing else.
    connection.close();
    // In a turn of its own: sending is one of the things that can bring the end about.
    queueMicrotask(() => {
      const told = handlers;
      handlers = SILENT;
      told.closed(why);
    });
  }

  // Once: a peer may open more channels on its connection, and PeerJS takes each for the first.
  connection.once('open', () => {
    handlers.open();
    if (isOver) return;
    path = watchPath(connection.peerConnection, (now) => handlers.path(now));
  });
  connection.on('data', (data) => {
    if (!isOver) handlers.text(typeof data === 'string' ? data : '');
  });
  connection.on('iceStateChanged', (state) => {
    if (state === 'checking') handlers.stage('checking');
    if (state === 'failed' || state === 'closed') finish();
    // Not the end: it may come back by itself, and the session has its own patience.
    if (state === 'disconnected') wasCut = true;
    if (wasCut && (state === 'connected' || state === 'completed')) {
      wasCut = false;
      handlers.revived();
    }
    path?.look();
  });
  connection.on('close', () => finish());
  connection.on('error', () => finish());

  return {
    peer: connection.peer,
    send(text) {
      // PeerJS still calls a channel open that the browser is closing, and sending on that one is an error.
      if (connection.open && connection.dataChannel.readyState === 'open') void connection.send(text);
    },
    close() {
      end();
      handlers = SILENT;
      if (!connection.open) {
        connection.close();
        return;
      }
      // The channel's own close sends what is buffered first; the connection's close would cut it off.
      connection.dataChannel.close();
      setTimeout(() => connection.close(), FLUSH_MS);
    },
    listen(next) {
      handlers = next;
    },
  };
}

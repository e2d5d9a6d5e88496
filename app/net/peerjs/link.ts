/** A PeerJS data connection as a `Link`. */
import type { DataConnection } from 'peerjs';
import type { Link, LinkHandlers } from '../network.ts';

/** What was sent last (a goodbye) has this long to leave before the connection is torn down, ms. */
const FLUSH_MS = 1_000;

const SILENT: LinkHandlers = {
  stage: () => undefined,
  open: () => undefined,
  text: () => undefined,
  closed: () => undefined,
};

export function peerLink(connection: DataConnection): Link {
  let handlers = SILENT;

  /** From here on nobody hears of this link; who listened until now is returned. */
  function detach(): LinkHandlers {
    const told = handlers;
    handlers = SILENT;
    return told;
  }

  function finish(): void {
    const told = detach();
    // PeerJS tells `error` before it closes, and of an unopened connection whose ICE failed nothing else.
    connection.close();
    told.closed();
  }

  connection.on('open', () => handlers.open());
  connection.on('data', (data) => handlers.text(typeof data === 'string' ? data : ''));
  connection.on('iceStateChanged', (state) => {
    if (state === 'checking') handlers.stage('checking');
    if (state === 'failed' || state === 'closed') finish();
  });
  connection.on('close', finish);
  connection.on('error', finish);

  return {
    peer: connection.peer,
    send(text) {
      // PeerJS still calls a channel open that the browser is closing, and sending on that one is an error.
      if (connection.open && connection.dataChannel.readyState === 'open') void connection.send(text);
    },
    close() {
      detach();
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

/** Follows the WebRTC connection under a link: the way that it takes, and whether a relay takes it at all. */
import type { LinkPath } from '../network.ts';
import { pathOf } from './path.ts';

/**
 * A relay gives its address within a few round trips. Without one by now, ms, there will be none: browsers go on asking a
 * server that does not answer for 40 s.
 */
const RELAY_TIMEOUT_MS = 8_000;

/** A path that is not clear yet is looked at again after these times, ms. */
const LOOK_AGAIN_MS = [500, 1_000, 1_500] as const;

/** Whether the connection may go through a relay only. */
export function isRelayOnly(connection: RTCPeerConnection): boolean {
  return connection.getConfiguration().iceTransportPolicy === 'relay';
}

/** Tells once when a connection that may be relayed only has no relay that takes it. @returns ends it */
export function watchRelay(connection: RTCPeerConnection, missing: () => void): () => void {
  if (!isRelayOnly(connection)) return () => undefined;
  const timer = setTimeout(miss, RELAY_TIMEOUT_MS);
  function end(): void {
    clearTimeout(timer);
    connection.removeEventListener('icecandidate', heard);
    connection.removeEventListener('icegatheringstatechange', changed);
  }
  function miss(): void {
    end();
    missing();
  }
  function heard({ candidate }: RTCPeerConnectionIceEvent): void {
    if (candidate !== null && candidate.candidate !== '') end();
  }
  function changed(): void {
    if (connection.iceGatheringState === 'complete') miss();
  }
  connection.addEventListener('icecandidate', heard);
  connection.addEventListener('icegatheringstatechange', changed);
  return end;
}

export interface PathWatch {
  /** The path may be another one. */
  look(): void;
  end(): void;
}

/** Tells the path of an open connection: when it looks, and when the browser says that the pair has changed. */
export function watchPath(connection: RTCPeerConnection, told: (path: LinkPath) => void): PathWatch {
  let known: LinkPath | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  // Not in every browser: there the looks at changes of the ICE state have to do.
  const ice = connection.sctp?.transport.iceTransport;
  const look = (): void => void read(0);

  async function read(looks: number): Promise<void> {
    clearTimeout(timer);
    if (isOver) return;
    const stats = await connection.getStats().catch(() => new Map());
    const path = pathOf(new Map(stats), looks === LOOK_AGAIN_MS.length);
    if (isOver) return;
    if (path === null) {
      const ms = LOOK_AGAIN_MS[looks];
      clearTimeout(timer);
      if (ms !== undefined) timer = setTimeout(() => void read(looks + 1), ms);
      return;
    }
    const shown = path === 'relayed' && isRelayOnly(connection) ? 'hidden' : path;
    if (shown === known) return;
    known = shown;
    told(shown);
  }

  ice?.addEventListener('selectedcandidatepairchange', look);
  look();
  return {
    look,
    end() {
      isOver = true;
      clearTimeout(timer);
      ice?.removeEventListener('selectedcandidatepairchange', look);
    },
  };
}

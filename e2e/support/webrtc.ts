/** What a story does to, and learns from, a page's WebRTC beneath the app. */
import type { BrowserContext } from '@playwright/test';
import type { Player } from './player.ts';
import type { QuietPath } from './quiet-path.ts';
import { turnUser } from './turn.ts';

/** From the next page on, connections of this context are relayed by the TURN server behind the path, or there are none. */
export async function relayOnly(context: BrowserContext, path: QuietPath): Promise<void> {
  const relay: RTCConfiguration = {
    iceServers: [{ urls: `turn:${path.address}?transport=udp`, ...turnUser() }],
    iceTransportPolicy: 'relay',
  };
  await context.addInitScript((forced) => {
    const Native = RTCPeerConnection;
    class Relayed extends Native {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, ...forced });
      }
    }
    Reflect.set(window, 'RTCPeerConnection', Relayed);
  }, relay);
}

/** The kinds of the two candidates (`host`, `relay`, ...) that each open connection of a page goes through, ours first. */
export function pathsOf(player: Player): Promise<string[]> {
  return onLive(player, 'RTCPeerConnection', async (all) => {
    const open = all.filter(({ connectionState }) => connectionState === 'connected');
    const stats = await Promise.all(open.map(async (connection) => await connection.getStats()));
    return stats.flatMap((report) =>
      [...report.values()]
        .filter(({ type, nominated }) => type === 'candidate-pair' && nominated === true)
        .map(({ localCandidateId, remoteCandidateId }) =>
          [localCandidateId, remoteCandidateId].map((id) => report.get(id).candidateType).join(' '),
        ),
    );
  });
}

/** Closes every open data channel of a page. The app, and the other side, hear of it from the channel's events. */
export function closeChannels(player: Player): Promise<number> {
  return onLive(player, 'RTCDataChannel', (all) => {
    const open = all.filter(({ readyState }) => readyState === 'open');
    for (const channel of open) channel.close();
    return Promise.resolve(open.length);
  });
}

/** Tears down every connection of a page, with its channels: of those, both sides hear the end. */
export function closeConnections(player: Player): Promise<number> {
  return onLive(player, 'RTCPeerConnection', (all) => {
    const open = all.filter(({ connectionState }) => connectionState !== 'closed');
    for (const connection of open) connection.close();
    return Promise.resolve(open.length);
  });
}

/** Marks the open channels of a page, for `isOnMarkedChannel`. */
export function markChannels(player: Player): Promise<void> {
  return onLive(player, 'RTCDataChannel', (all) => {
    for (const channel of all) if (channel.readyState === 'open') Reflect.set(channel, 'marked', true);
    return Promise.resolve();
  });
}

/** Whether the page has an open channel, and none that was opened since the others were marked. */
export function isOnMarkedChannel(player: Player): Promise<boolean> {
  return onLive(player, 'RTCDataChannel', (all) => {
    const open = all.filter(({ readyState }) => readyState === 'open');
    return Promise.resolve(
      open.length > 0 && open.every((channel) => Reflect.get(channel, 'marked') === true),
    );
  });
}

interface Live {
  readonly RTCPeerConnection: RTCPeerConnection;
  readonly RTCDataChannel: RTCDataChannel;
}

/**
 * Runs a function in the page on all living objects of a class. The debugger finds them, so that nothing in the page has
 * to keep a list of them from the start.
 */
async function onLive<Name extends keyof Live, Result>(
  { context, page }: Player,
  className: Name,
  run: (all: Live[Name][]) => Promise<Result>,
): Promise<Result> {
  const debug = await context.newCDPSession(page);
  try {
    const { result: prototype } = await debug.send('Runtime.evaluate', {
      expression: `${className}.prototype`,
    });
    const { objects } = await debug.send('Runtime.queryObjects', {
      prototypeObjectId: prototype.objectId ?? '',
    });
    const { result, exceptionDetails } = await debug.send('Runtime.callFunctionOn', {
      objectId: objects.objectId ?? '',
      functionDeclaration: `function () { return (${String(run)})(this); }`,
      awaitPromise: true,
      returnByValue: true,
    });
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.exception?.description);
    return result.value;
  } finally {
    await debug.detach();
  }
}

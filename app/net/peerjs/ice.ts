/** The list of ICE servers, kept fresh: credentials for a TURN server are good for a while only. */
import * as v from 'valibot';
import { IceServers } from '../../../signaling/protocol/index.ts';
import type { RelayOffer } from '../network.ts';

/** Longest wait for the list, ms; without it only players in one network meet. */
const ANSWER_TIMEOUT_MS = 3_000;

/** After a failure the list of before, or none, has to do for so long before another one is asked for, ms. */
const RETRY_MS = 30_000;

/** A timer cannot wait for longer (2^31 ms). */
const TIMER_MAX_MS = 2_147_483_647;

export interface IceDeps {
  /** For instance `https://host:port/peerjs/ice`. */
  readonly url: string;
  readonly ticket: () => Promise<string | null>;
  /** ms on a clock that does not stop while the device sleeps. */
  readonly now: () => number;
  /** Another list is there: for the connections that are made from now on. */
  readonly changed: (list: IceServers) => void;
}

export interface IceList {
  /** Whether there is a list with more than half of its time left. */
  isGood(): boolean;
  /** Whether more than half of its time is over, or nothing has been heard yet: a call should wait for a new list. */
  isDue(): boolean;
  /** Asks for a new list, and again whenever it is due. A failure keeps the old one. Never rejects; several calls at once are one. */
  refresh(): Promise<void>;
  /** Nobody can be called: asks no more until the next `refresh`. A page that rests must not wake the service. */
  pause(): void;
  stop(): void;
}

export function createIceList({ url, ticket, now, changed }: IceDeps): IceList {
  let dueAt = Infinity;
  let hasList = false;
  let hasCredentials = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let running: Promise<void> | null = null;
  let wasHeard = false;
  let isPaused = false;
  let isStopped = false;

  async function ask(): Promise<void> {
    const shown = await ticket();
    const response = await fetch(url, {
      cache: 'no-store',
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
      ...(shown !== null && { headers: { authorization: `Bearer ${shown}` } }),
    });
    // A stock PeerJS server has none.
    const list = response.status === 404 ? { iceServers: [] } : v.parse(IceServers, await response.json());
    const { ttlSeconds, refused } = list;
    // What is there is better than a list without credentials.
    if (refused !== undefined && hasCredentials) throw new Error(refused);
    hasList = true;
    hasCredentials = ttlSeconds !== undefined;
    dueAt = ttlSeconds === undefined ? Infinity : now() + (ttlSeconds * 1_000) / 2;
    if (!isStopped) changed(list);
  }

  function wait(): void {
    clearTimeout(timer);
    if (isStopped || isPaused || dueAt === Infinity) return;
    timer = setTimeout(
      () => {
        if (dueAt <= now()) void refresh();
        else wait();
      },
      Math.min(TIMER_MAX_MS, Math.max(0, dueAt - now())),
    );
  }

  function refresh(): Promise<void> {
    isPaused = false;
    running ??= ask()
      .catch(() => {
        if (!hasList || hasCredentials) dueAt = now() + RETRY_MS;
      })
      .finally(() => {
        running = null;
        wasHeard = true;
        wait();
      });
    return running;
  }

  const isDue = (): boolean => !wasHeard || dueAt <= now();
  return {
    isDue,
    isGood: () => hasList && !isDue(),
    refresh,
    pause() {
      isPaused = true;
      clearTimeout(timer);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** What a list has for a page that may use relays only. */
export function relayOf({ iceServers, refused }: IceServers): RelayOffer {
  if (relaysIn(iceServers).length > 0) return 'offered';
  return refused === undefined ? 'none' : 'refused';
}

/** The TURN servers of a list. */
export function relaysIn(servers: IceServers['iceServers']): IceServers['iceServers'] {
  return servers.flatMap((server) => {
    const urls = [server.urls].flat().filter((url) => /^turns?:/i.test(url));
    return urls.length === 0 ? [] : [{ ...server, urls }];
  });
}

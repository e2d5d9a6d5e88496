/**
 * One open link to one peer, over as many links as it takes.
 *
 * Either side dials when it has no open link, so that two links may come up at once, seen to open and close in another
 * order at either end. For both to end on the same one, one side decides, the one whose id is lower: it uses the link that
 * opened last at its end, and closes every other. The other side closes nothing that may have been chosen; it keeps an
 * open link that it does not use, and follows: away from a link that is closed, and to the one on which the lower id
 * speaks. So the owner says something whenever `opened` is called, again every few seconds, and ends a silent link.
 */
import { type Backoff, retryDelayMs } from './backoff.ts';
import type { Link, LinkLoss, LinkPath, LinkStage } from './network.ts';

/** A link has this long to open, ms. An OFFER that nobody answers fires no event at all. */
export const DIAL_TIMEOUT_MS = 10_000;

export const REDIAL_BACKOFF: Backoff = { firstMs: 500, factor: 2, maxMs: 15_000, jitter: 0.5 };

/** A link that lasted this long ends a series of tries: the next loss is a new one, ms. */
export const STEADY_MS = 2_000;

/** Whoever is called and is there has answered after this: `awake` waits no longer for an older dial, ms. */
export const ANSWER_MS = 1_000;

export interface LineDeps {
  readonly self: string;
  readonly peer: string;
  /** They have not met yet: the higher id waits `dialTimeoutMs` before it dials too. */
  readonly firstMeeting: boolean;
  /** Calls the peer; `null` while offline. */
  readonly dial: (peer: string) => Link | null;
  /** Its waits are longer than 0. */
  readonly backoff: Backoff;
  /** In [0, 1). */
  readonly random: () => number;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Default `DIAL_TIMEOUT_MS`. */
  readonly dialTimeoutMs?: number;
}

/** `attempt` counts from 1, and begins again after a link that lasted. */
export type LineStatus =
  | { readonly phase: 'open' }
  /** A link of either side is being set up. */
  | { readonly phase: 'dialing'; readonly attempt: number; readonly stage: LinkStage }
  /** `retryAt`: epoch ms of the try that `attempt` numbers */
  | { readonly phase: 'waiting'; readonly attempt: number; readonly retryAt: number };

/** Each is called last, when the line has done its part: it may call the line, and close it. */
export interface LineHandlers {
  /** A link is in use, perhaps instead of another one: what was sent before may not have arrived. */
  opened(): void;
  text(text: string): void;
  /** No link is in use any more; the line is redialling. */
  closed(): void;
  /** Packets pass again on the link in use: see `LinkHandlers`. */
  revived(): void;
  /** The status may have changed. The only one that is called from within a call to the line. */
  changed(): void;
}

export interface Line {
  readonly status: LineStatus;
  /** The way that the link in use takes; null without one, and as long as it is not known. */
  readonly path: LinkPath | null;
  /** The last link came to nothing because it may be relayed only, and no relay took it: so will the next, as things are. */
  readonly isUnrelayed: boolean;
  /** Sends on the link in use; without one it does nothing. */
  send(text: string): void;
  /** Takes a link that the peer has dialled. */
  incoming(link: Link): void;
  /** The link in use is dead: closes it and redials. `closed` is not called. */
  hangUp(): void;
  /** The page is looked at, the device has a network, or the service is there again: no more waiting. */
  awake(): void;
  /** The service says that nobody takes our offer. */
  unavailable(): void;
  /** The peer said goodbye: once the link is lost, the first try comes no sooner than `ms` from now. */
  expectAway(ms: number): void;
  /** Closes everything once what was sent is on its way. No handler is called again. */
  close(): void;
}

interface Held {
  readonly link: Link;
  /** Dialled by this side. */
  readonly mine: boolean;
  /** When it was dialled or arrived, by `now`. */
  readonly since: number;
  stage: LinkStage | 'open';
  path: LinkPath | null;
  /** The end of a link that does not open, or that is open and not chosen. */
  deadline: ReturnType<typeof setTimeout> | undefined;
}

const DEAF: LineHandlers = {
  opened: () => undefined,
  text: () => undefined,
  closed: () => undefined,
  revived: () => undefined,
  changed: () => undefined,
};

/** Makes the line, and the first dial if it is this side's. No handler is called before it returns. */
export function createLine(deps: LineDeps, handlers: LineHandlers): Line {
  const { self, peer, now, dialTimeoutMs = DIAL_TIMEOUT_MS } = deps;
  const decides = self < peer;
  /** Three at the most: one of mine, one of the peer that is open, and a newer one of the peer that is not yet. */
  const held = new Set<Held>();
  let inUse: Held | null = null;
  let told = handlers;
  /** Since the last link that lasted. */
  let tries = 0;
  let notBefore = deps.firstMeeting && !decides ? now() + dialTimeoutMs : -Infinity;
  let retryAt = 0;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let steady: ReturnType<typeof setTimeout> | undefined;
  let isUnrelayed = false;

  function hold(link: Link, mine: boolean): void {
    const one: Held = { link, mine, since: now(), stage: 'dialing', path: null, deadline: undefined };
    held.add(one);
    limit(one);
    link.listen({
      stage(stage) {
        if (one.stage === 'open') return;
        one.stage = stage;
        told.changed();
      },
      open: () => opened(one),
      text: (text) => heard(one, text),
      closed: (why) => lost(one, why),
      revived() {
        if (one === inUse) told.revived();
      },
      path(path) {
        one.path = path;
        told.changed();
      },
    });
  }

  function limit(one: Held): void {
    clearTimeout(one.deadline);
    one.deadline = setTimeout(() => {
      one.link.close();
      lost(one);
    }, dialTimeoutMs);
  }

  function forget(one: Held): void {
    clearTimeout(one.deadline);
    held.delete(one);
    if (inUse !== one) return;
    clearTimeout(steady);
    inUse = null;
  }

  function drop(which: (one: Held) => boolean): void {
    for (const one of held) {
      if (!which(one)) continue;
      forget(one);
      one.link.close();
    }
  }

  function opened(one: Held): void {
    one.stage = 'open';
    // Whoever dials has lost what it dialled before.
    drop((other) => other !== one && (decides || !(one.mine || other.mine)));
    if (inUse === null || !one.mine) choose(one);
    else limit(one);
  }

  function heard(one: Held, text: string): void {
    if (one !== inUse) choose(one);
    // Not so if the owner has hung up on it at once.
    if (inUse === one) told.text(text);
  }

  function choose(one: Held): void {
    if (inUse !== null) limit(inUse);
    clearTimeout(one.deadline);
    clearTimeout(steady);
    inUse = one;
    isUnrelayed = false;
    notBefore = -Infinity;
    steady = setTimeout(() => {
      tries = 0;
    }, STEADY_MS);
    told.opened();
    told.changed();
  }

  function lost(one: Held, why?: LinkLoss): void {
    const wasInUse = inUse === one;
    forget(one);
    if (inUse !== null) return;
    isUnrelayed = why === 'no-relay';
    const other = [...held].find(({ stage }) => stage === 'open');
    if (other !== undefined) {
      choose(other);
      return;
    }
    tryAgain();
    if (wasInUse) told.closed();
    told.changed();
  }

  /** Without an open link: leaves what is being set up its time, and dials when the time has come. */
  function tryAgain(): void {
    if (held.size > 0) return;
    // The lower id has a head start: a link that both have lost is dialled once.
    const waits = decides ? tries : tries + 1;
    const backoffMs = waits === 0 ? 0 : retryDelayMs(deps.backoff, waits, deps.random());
    const delayMs = Math.max(backoffMs, notBefore - now());
    if (delayMs <= 0) {
      dial();
      return;
    }
    retryAt = Date.now() + delayMs;
    clearTimeout(retry);
    retry = setTimeout(() => {
      dial();
      told.changed();
    }, delayMs);
  }

  function dial(): void {
    clearTimeout(retry);
    tries += 1;
    const link = deps.dial(peer);
    if (link === null) tryAgain();
    else hold(link, true);
  }

  function statusNow(): LineStatus {
    if (inUse !== null) return { phase: 'open' };
    if (held.size === 0) return { phase: 'waiting', attempt: tries + 1, retryAt };
    const stage = [...held].some((one) => one.stage === 'checking') ? 'checking' : 'dialing';
    return { phase: 'dialing', attempt: Math.max(1, tries), stage };
  }

  tryAgain();
  return {
    get status() {
      return statusNow();
    },
    get path() {
      return inUse?.path ?? null;
    },
    get isUnrelayed() {
      return isUnrelayed;
    },
    send: (text) => inUse?.link.send(text),
    incoming(link) {
      if (told === DEAF || link.peer !== peer) {
        link.close();
        return;
      }
      // Whoever dials has given up what it dialled before. An open one may be in use until this one is open too.
      drop((one) => !one.mine && one.stage !== 'open');
      clearTimeout(retry);
      hold(link, false);
      told.changed();
    },
    hangUp() {
      if (inUse === null) return;
      drop(({ stage }) => stage === 'open');
      tryAgain();
      told.changed();
    },
    awake() {
      if (told === DEAF || inUse !== null) return;
      const hopeful = (one: Held): boolean => one.stage === 'checking' || now() - one.since < ANSWER_MS;
      if ([...held].some(hopeful)) return;
      drop(({ mine }) => mine);
      dial();
      told.changed();
    },
    unavailable() {
      const unanswered = [...held].find((one) => one.mine && one.stage === 'dialing');
      if (unanswered === undefined) return;
      unanswered.link.close();
      lost(unanswered);
    },
    expectAway(ms) {
      notBefore = now() + ms;
    },
    close() {
      told = DEAF;
      clearTimeout(retry);
      drop(() => true);
    },
  };
}

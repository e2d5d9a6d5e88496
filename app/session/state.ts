/** What a session is made of. Immutable: every step gives a new one. */
import type { PeerRefusal, NoticeCode } from './codes.ts';
import type { Command } from './commands.ts';
import type { Match } from './match.ts';
import type { Hello, Message } from './messages.ts';
import type { MoveRefusal } from '../game/index.ts';
import type { SessionRecord } from './record.ts';
import type { Stream } from './stream.ts';
import type { TossMemory, TossRecord } from './toss.ts';
import type { SessionEnd, SessionView } from './view.ts';

/** All in ms, but for the last two. */
export interface SessionTiming {
  readonly pingEveryMs: number;
  /** Without a frame for this long the link counts as quiet. */
  readonly quietAfterMs: number;
  /** Without a frame for this long the link counts as lost, and a new one is wanted. */
  readonly lostAfterMs: number;
  /** An event that comes this much later than a tick was due shows that this page was asleep. */
  readonly asleepAfterMs: number;
  /** From the open link to the first game. */
  readonly handshakeMs: number;
  /** How long the other side must be away before one may claim: after it said that its page closes, or that it leaves; */
  readonly claimAfterByeMs: number;
  /** after silence; */
  readonly claimAfterSilenceMs: number;
  /** after silence, when its page was hidden. */
  readonly claimAfterHiddenMs: number;
  /** First wait for an acknowledgement; doubled up to `resendMaxMs`. */
  readonly resendMs: number;
  readonly resendMaxMs: number;
  /** How long a session that has ended waits for its goodbye to be acknowledged. */
  readonly lingerMs: number;
  readonly framesPerSecondMax: number;
  /** Most refusals in one session. */
  readonly refusalsMax: number;
}

export const DEFAULT_TIMING: SessionTiming = {
  pingEveryMs: 2_000,
  quietAfterMs: 5_000,
  lostAfterMs: 15_000,
  asleepAfterMs: 5_000,
  handshakeMs: 20_000,
  claimAfterByeMs: 10_000,
  claimAfterSilenceMs: 60_000,
  claimAfterHiddenMs: 300_000,
  resendMs: 1_000,
  resendMaxMs: 8_000,
  lingerMs: 3_000,
  // An honest side sends a frame every second or two; after a stall they may come all at once.
  framesPerSecondMax: 100,
  refusalsMax: 16,
};

export interface SessionInit {
  /** The two peer ids: different, and without line feeds. */
  readonly self: string;
  readonly peer: string;
  /** Which build of the program this is: letters, digits and `.+-_`, at most 64. */
  readonly build: string;
  /** 32 bytes, 64 lower-case hex digits, from a cryptographic source, never used before. */
  readonly secret: string;
  /** What was last stored for this peer, read by `parseTossRecord`. */
  readonly toss: TossRecord | null;
  /** ms on a clock that every later event uses too. */
  readonly at: number;
  readonly timing?: Partial<SessionTiming>;
}

/** A session that an earlier page has stored. */
export interface SessionResumption extends Pick<SessionInit, 'build' | 'at' | 'timing'> {
  /** Read by `parseSessionRecord`. */
  readonly record: SessionRecord;
  /**
   * For how long the other side has not been heard, by the wall clock, ms, where the last page said goodbye to it; null
   * where that is not known.
   */
  readonly silentMs: number | null;
}

export type SessionEvent = { readonly at: number } & (
  | Command
  /** A link to the peer, the first one or a new one: nothing that arrives from now on came over an older one. */
  | { readonly type: 'link-open' }
  | { readonly type: 'link-closed' }
  | { readonly type: 'frame'; readonly text: string }
  /** Time has come: see `wakeAt`. One that is early does no harm. */
  | { readonly type: 'tick' }
  /** Packets may pass again: something is said, so that the lower layers notice. */
  | { readonly type: 'nudge' }
  /** This page is looked at, or not; or it goes away, and may come back with what it has stored. */
  | { readonly type: 'page'; readonly state: PageState }
  /** The player leaves for good. */
  | { readonly type: 'leave' }
  /** After a dispute: the player closes the game without a result. */
  | { readonly type: 'end-disputed' }
);

/** `closing`: it goes away, and its session may come back with what was stored. */
export type PageState = 'visible' | 'hidden' | 'closing';

/** What the runtime does for the session, in this order. */
export type Effect =
  | { readonly type: 'send'; readonly text: string }
  /**
   * The session as it is now. To be durable before the next effect is run, of this step or a later one: what is sent
   * after it depends on it. It replaces the one before.
   */
  | { readonly type: 'store'; readonly record: SessionRecord }
  /** The same for the toss, which outlives the session; it replaces what is stored for that peer. */
  | { readonly type: 'store-toss'; readonly peer: string; readonly record: TossRecord }
  | Notice
  /** The link is no good any more: close it, and see to a new one. */
  | { readonly type: 'hang-up' }
  /** Close the link once what was sent is flushed, and want no other. The last effect of a session. */
  | { readonly type: 'close' };

/** Something for the player to read. */
export interface Notice {
  readonly type: 'notice';
  readonly code: NoticeCode;
  /** With `ply/illegal-move`, theirs or ours: which rule. What a peer says may be a code that we do not know. */
  readonly rule?: MoveRefusal | (string & {});
  /** With `peer/refused`: what their program says; usually a `PeerRefusal`. */
  readonly refusal?: PeerRefusal | (string & {});
}

export interface Step {
  readonly state: SessionState;
  readonly effects: readonly Effect[];
}

export interface SessionState {
  readonly self: string;
  readonly peer: string;
  /** Fresh; used for the toss unless an earlier one is taken up again. */
  readonly secret: string;
  readonly timing: SessionTiming;
  /** Time of the last event, ms; never goes back. */
  readonly now: number;
  /** `down`: there is none, and another one is wanted. `closed`: for good. */
  readonly link: 'down' | 'open' | 'closed';
  readonly hello: {
    readonly build: string;
    /** Names this session of this side. */
    readonly nonce: string;
    /** What was stored about tosses when the session began. */
    readonly toss: TossMemory | null;
    /** The nonce of the other side, once heard. */
    readonly peer: string | null;
    /** Ours, as it is said on the present link; null before the first one. */
    readonly mine: Hello | null;
    /** Theirs, once it has come over the present link. */
    readonly theirs: Hello | null;
    /** They have heard ours, as any other frame of theirs shows. Until then it is repeated. */
    readonly heard: boolean;
    readonly resendAt: number;
  };
  readonly toss: {
    /** As it is stored. */
    readonly record: TossRecord | null;
    /** Their commitment has come in this session, and our secret has gone out. */
    readonly revealed: boolean;
  };
  readonly stream: Stream<Message>;
  readonly match: Match | null;
  /** Games of this session before the present one. */
  readonly tally: SessionView['score'];
  /** When the present game began, as far as this page has seen, ms. */
  readonly begunAt: number;
  readonly pulse: Pulse;
  /** This page is hidden, which the other side is told. */
  readonly hidden: boolean;
  readonly away: Away;
  /** Why this side says nothing yet, although it may be its turn; null when nothing that the peer has said is unheard. */
  readonly catching: Catching | null;
  readonly guard: Guard;
  readonly ended: SessionEnd | null;
  /** When a session that has ended closes its link; null before, and once it has. */
  readonly closeAt: number | null;
}

/** Signs of life. */
interface Pulse {
  readonly openedAt: number;
  readonly heardAt: number;
  /** Since when this page has been awake without a break. */
  readonly awakeAt: number;
  /** Their silence was forgiven once, because this page had been asleep; not again before a frame is heard. */
  readonly excused: boolean;
  /**
   * The longest time without a frame before a link opened, since this side last had heard all that the other had to say;
   * null when it was not awake all the time. ms
   */
  readonly gapMs: number | null;
  /** From such a gap on the other side may have claimed: sooner where this side had said goodbye. ms */
  readonly missedAfterMs: number;
  readonly nextPingAt: number;
  /** Number of the last ping, from 1. */
  readonly pings: number;
  /** When it was sent, ms; null once it is answered. */
  readonly askedAt: number | null;
  readonly roundTripMs: number | null;
}

/** What the other side has said of its page. */
interface Away {
  readonly hidden: boolean;
  /** When it said that it goes away; null since it was heard again. */
  readonly closedAt: number | null;
}

export type Catching =
  /** after a reload, or a new link: their hello has to come */
  | { readonly until: 'hello' }
  /**
   * The messages up to `seq` have to come, which they had said before; and the answer to ping `n` (null once it has), without
   * which all that is heard may have waited for a page that was asleep.
   */
  | { readonly until: 'answer'; readonly seq: number; readonly n: number | null };

/** Counts what a hostile peer could send too much of. */
export interface Guard {
  /** Start of the second in which `frames` are counted. */
  readonly since: number;
  readonly frames: number;
  readonly refusals: number;
}

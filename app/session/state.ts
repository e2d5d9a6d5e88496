/** What a session is made of. Immutable: every step gives a new one. */
import type { PeerRefusal, NoticeCode } from './codes.ts';
import type { Command } from './commands.ts';
import type { Match } from './match.ts';
import type { Hello, Message } from './messages.ts';
import type { MoveRefusal } from '../game/index.ts';
import type { Stream } from './stream.ts';
import type { TossRecord } from './toss.ts';
import type { SessionEnd, SessionView } from './view.ts';

/** All in ms, but for the last two. */
export interface SessionTiming {
  readonly pingEveryMs: number;
  /** Without a frame for this long the link counts as quiet. */
  readonly quietAfterMs: number;
  /** Without a frame for this long the link counts as lost. */
  readonly lostAfterMs: number;
  /** From the open link to the first game. */
  readonly handshakeMs: number;
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
  handshakeMs: 20_000,
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

export type SessionEvent = { readonly at: number } & (
  | Command
  | { readonly type: 'link-open' }
  | { readonly type: 'link-closed' }
  | { readonly type: 'frame'; readonly text: string }
  /** Time has come: see `wakeAt`. One that is early does no harm. */
  | { readonly type: 'tick' }
  /** `closing`: the page is going away, so there is no time to wait for an acknowledgement. */
  | { readonly type: 'leave'; readonly closing: boolean }
);

/** What the runtime does for the session, in this order. */
export type Effect =
  | { readonly type: 'send'; readonly text: string }
  /**
   * To be durable before the next effect is run, of this step or a later one: what is sent after it depends on it.
   * It replaces what is stored for that peer.
   */
  | { readonly type: 'store-toss'; readonly peer: string; readonly record: TossRecord }
  | Notice
  /** Close the link once what was sent is flushed. The last effect of a session. */
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
  readonly link: 'opening' | 'open' | 'closed';
  readonly hello: {
    /** Ours; says what was stored when the session began. */
    readonly mine: Hello;
    /** Theirs, once it has come. */
    readonly theirs: Hello | null;
    /** They have heard ours, as their first message shows. Until then it is repeated. */
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
  readonly pulse: Pulse;
  readonly guard: Guard;
  readonly ended: SessionEnd | null;
  /** When a session that has ended closes its link; null before, and once it has. */
  readonly closeAt: number | null;
}

/** Signs of life. */
interface Pulse {
  readonly openedAt: number;
  readonly heardAt: number;
  /** Their silence was forgiven once, because this page had been asleep; not again before a frame is heard. */
  readonly excused: boolean;
  readonly nextPingAt: number;
  /** Number of the last ping, from 1. */
  readonly pings: number;
  /** When it was sent, ms; null once it is answered. */
  readonly askedAt: number | null;
  readonly roundTripMs: number | null;
}

/** Counts what a hostile peer could send too much of. */
export interface Guard {
  /** Start of the second in which `frames` are counted. */
  readonly since: number;
  readonly frames: number;
  readonly refusals: number;
}

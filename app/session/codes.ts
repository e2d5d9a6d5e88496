/**
 * Everything a session says no to, or wants the player to know, as codes. The words for them are the screen's.
 *
 * A code never changes its meaning. `docs/protocol.md` lists them all.
 */
import type { MoveRefusal } from '../game/index.ts';

/** Why something the peer sent is refused. The board stays as it was, and the peer is told the code. */
export const PEER_REFUSALS = [
  /** longer than `FRAME_MAX_LENGTH`; not even looked at */
  'frame/too-long',
  'frame/not-json',
  'frame/unknown-type',
  /** a field is missing, too many, or out of its range */
  'frame/malformed',
  /** acknowledges what was never sent */
  'frame/bad-ack',
  /** a second commitment, or a reveal before the commitment or after the toss */
  'toss/unexpected',
  /** the toss has not decided who plays X */
  'game/not-begun',
  /** another game than the one that is played */
  'game/wrong-game',
  /** tied to a length that the log of an honest sender cannot have had */
  'game/wrong-ply',
  /** the sender knew that the game was over */
  'game/over',
  /** the ply is the other side's to make */
  'ply/out-of-turn',
  /** not the next ply, and no repetition of an earlier one */
  'ply/wrong-ply',
  /** the rules refuse it; `rule` says why */
  'ply/illegal-move',
  /** the hash chain of the sender is another: the two sides did not see the same game */
  'ply/head-mismatch',
  /** a second offer before the offerer's own next move */
  'draw/too-soon',
  /** an answer to a draw offer that does not stand */
  'draw/no-offer',
  'rematch/not-over',
  /** a second offer for the same game */
  'rematch/too-soon',
  /** an answer to a rematch offer that does not stand */
  'rematch/no-offer',
  /** a claim said over a link that was open, or after an absence that was none */
  'claim/too-soon',
  /** a ply after its sender had said that there was none in time */
  'claim/stands',
] as const;
export type PeerRefusal = (typeof PEER_REFUSALS)[number];

/** Why the two sides cannot play; ends the session. */
export const FATAL_REFUSALS = [
  /** they speak another version of the protocol */
  'session/version',
  /** they answer, but the game does not begin */
  'session/handshake-timeout',
  /** they send more frames, or more that is refused, than an honest program would */
  'session/flood',
  /** they come with another commitment than the one for which they have seen our secret */
  'toss/commitment-changed',
  /** the secret is not the one they committed to */
  'toss/bad-reveal',
] as const;
export type FatalRefusal = (typeof FATAL_REFUSALS)[number];

/** Why two sides that meet again cannot go on: what they remember does not fit. Ends the session. */
export const DISPUTES = [
  /** one side knows of another game than the other, or of none */
  'resume/other-session',
  /** the games that they are at do not follow on each other */
  'resume/other-game',
  /** the logs are as long as they may be, but are not the same */
  'resume/other-chain',
  /** one log is two plies longer, or more */
  'resume/two-apart',
  /** the ply that only one side has is one that the other should have made, and does not remember */
  'resume/not-my-ply',
  /** a side has heard more than the other remembers to have said */
  'resume/forgotten',
  /** a side has forgotten more than the other kept for it */
  'resume/gap',
] as const;
export type Dispute = (typeof DISPUTES)[number];

/** Why a command of the player on this side does nothing. A move that the rules refuse has their own code. */
export const COMMAND_REFUSALS = [
  'command/not-playing',
  'command/game-over',
  'command/not-your-turn',
  'command/game-not-over',
  /** an offer stands already, or may not be repeated yet */
  'command/may-not-offer',
  /** there is no offer to answer */
  'command/no-offer',
  /** this page was away: it has to hear first what happened meanwhile */
  'command/catching-up',
  /** the opponent is there, or has not been away for long enough */
  'command/may-not-claim',
  /** the session has not ended in a dispute */
  'command/no-dispute',
] as const;
export type CommandRefusal = (typeof COMMAND_REFUSALS)[number] | MoveRefusal;

/** What happened, where the view alone does not tell. */
export const NEWS = [
  /** our draw offer was turned down */
  'draw/declined',
  /** our draw offer lapsed, because they moved instead */
  'draw/lapsed',
  'rematch/declined',
  /** they had moved before we claimed: the game goes on */
  'claim/beaten',
  /** the peer's program refused something of ours; `refusal` is its code */
  'peer/refused',
] as const;
export type News = (typeof NEWS)[number];

export type NoticeCode = PeerRefusal | CommandRefusal | News;

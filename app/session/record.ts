/**
 * A session as it is stored, so that a page that was closed or loaded again can go on with it. Plain JSON.
 *
 * It holds what the other side may rely on us to remember: all that we have said and may have to repeat, and how far we
 * have heard. The board is not in it: it follows from the moves.
 */
import * as v from 'valibot';
import { parseGame, printGame } from '../game/index.ts';
import { DISPUTES, FATAL_REFUSALS } from './codes.ts';
import { type Match, newMatch, replay, settledBy, withClaims } from './match.ts';
import { type Message, readMessage } from './messages.ts';
import type { SessionState } from './state.ts';
import { UNACKED_MAX } from './stream.ts';
import { TossMemory, TossRecord } from './toss.ts';

/** As many as may wait for their acknowledgement, and a farewell. */
const SAID_MAX = UNACKED_MAX + 1;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Ply = v.pipe(Count, v.maxValue(81));
const ShortHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const PeerId = v.pipe(v.string(), v.regex(/^[^\n]+$/));
const Offer = v.picklist(['none', 'asked', 'declined']);
const DrawOffer = v.nullable(v.strictObject({ ply: Ply, standing: v.boolean() }));
const Claim = v.nullable(
  v.strictObject({
    ply: Ply,
    as: v.picklist(['win', 'draw']),
    heard: v.nullable(Ply),
    firm: v.boolean(),
  }),
);
const Mark = v.picklist(['X', 'O']);

const GameRecord = v.strictObject({
  id: ShortHash,
  number: v.pipe(Count, v.minValue(1)),
  me: Mark,
  /** In the notation of `docs/notation.md`. */
  moves: v.string(),
  /** How the game ended, where the moves do not show it. */
  said: v.nullable(
    v.variant('by', [
      v.strictObject({ by: v.literal('resignation'), winner: Mark, ply: Ply }),
      v.strictObject({ by: v.literal('agreement'), winner: v.null() }),
    ]),
  ),
  claims: v.strictObject({ mine: Claim, theirs: Claim }),
  theyStopped: v.boolean(),
  draw: v.strictObject({ mine: DrawOffer, theirs: DrawOffer }),
  rematch: v.strictObject({ mine: Offer, theirs: Offer }),
});
type GameRecord = v.InferOutput<typeof GameRecord>;

const Stored = v.strictObject({
  version: v.literal(1),
  self: PeerId,
  peer: PeerId,
  secret: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  /** What the hello says of earlier tosses. */
  memory: v.nullable(TossMemory),
  /** The nonce of the other side. */
  nonce: v.nullable(ShortHash),
  toss: v.nullable(TossRecord),
  revealed: v.boolean(),
  game: v.nullable(GameRecord),
  score: v.strictObject({ mine: Count, theirs: Count, drawn: Count }),
  sent: Count,
  /** The messages that may have to be repeated, oldest first; the last has the number `sent`. */
  said: v.pipe(v.array(v.unknown()), v.maxLength(SAID_MAX)),
  received: Count,
  ended: v.nullable(
    v.variant('reason', [
      v.strictObject({ reason: v.literal('left'), by: v.literal('them') }),
      v.strictObject({ reason: v.literal('refused'), code: v.picklist(FATAL_REFUSALS) }),
      v.strictObject({ reason: v.literal('disputed'), code: v.picklist(DISPUTES), closed: v.boolean() }),
    ]),
  ),
});
type Stored = v.InferOutput<typeof Stored>;

export type SessionRecord = Readonly<Omit<Stored, 'said'>> & { readonly said: readonly Message[] };

/** The parts of a state that are stored. */
type Durable = Pick<
  SessionState,
  'self' | 'peer' | 'hello' | 'toss' | 'match' | 'tally' | 'stream' | 'ended'
>;

/** Whether a step has changed what is stored. */
export function isSameRecord(before: Durable, after: Durable): boolean {
  return (
    before.match === after.match &&
    before.stream.sent === after.stream.sent &&
    before.stream.received === after.stream.received &&
    before.toss === after.toss &&
    before.hello.peer === after.hello.peer &&
    before.ended === after.ended
  );
}

export function recordOf(state: Durable & { readonly secret: string }): SessionRecord {
  const { self, peer, secret, hello, toss, match, tally, stream, ended } = state;
  return {
    version: 1,
    self,
    peer,
    secret,
    memory: hello.toss,
    nonce: hello.peer,
    toss: toss.record,
    revealed: toss.revealed,
    game: match === null ? null : gameRecordOf(match),
    score: tally,
    sent: stream.sent,
    said: stream.said,
    received: stream.received,
    ended: lastingEnd(ended),
  };
}

/** An end that is not worth another try. Two versions are: a page that is loaded again may be the newer one. */
function lastingEnd(ended: SessionState['ended']): Stored['ended'] {
  if (ended?.reason === 'disputed') return ended;
  if (ended?.reason === 'refused') {
    return ended.code === 'session/version' ? null : { reason: 'refused', code: ended.code };
  }
  return ended?.reason === 'left' && ended.by === 'them' ? { reason: 'left', by: 'them' } : null;
}

function gameRecordOf(match: Match): GameRecord {
  const { id, number, me, moves, settled, claims, theyStopped, draw, rematch } = match;
  const said = settled?.by === 'resignation' || settled?.by === 'agreement' ? settled : null;
  return { id, number, me, moves: printGame(moves), said, claims, theyStopped, draw, rematch };
}

/** Reads back what was stored. Anything that is not a session that can have been is null; never throws. */
export function parseSessionRecord(stored: unknown): SessionRecord | null {
  const parsed = v.safeParse(Stored, stored);
  if (!parsed.success) return null;
  const { said: kept, ...rest } = parsed.output;
  const said = kept.map(readMessage).filter((message) => message !== null);
  const game = rest.game === null || parseGame(rest.game.moves).ok;
  const whole = said.length === kept.length && said.length <= rest.sent && rest.self !== rest.peer;
  return game && whole ? { ...rest, said } : null;
}

/** The game of a record that `parseSessionRecord` has read. */
export function matchOf({ self, peer, game }: SessionRecord): Match | null {
  if (game === null) return null;
  const { id, number, me, moves, said, claims, ...rest } = game;
  const players = me === 'X' ? { X: self, O: peer } : { X: peer, O: self };
  const parsed = parseGame(moves);
  if (!parsed.ok) throw new RangeError(`${parsed.error.code} at ply ${parsed.error.ply}`);
  const played = replay(newMatch({ id, number, me, players }), parsed.value.moves);
  return withClaims({ ...(said === null ? played : settledBy(played, said)), ...rest }, claims);
}

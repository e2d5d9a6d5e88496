/** From the open link to the first game: hello, commitment, reveal. Why it is done so stands in `toss.ts`. */
import type { Player } from '../game/index.ts';
import { newMatch } from './match.ts';
import type { ForeignHello, Hello } from './messages.ts';
import { PROTOCOL } from './messages.ts';
import { andThen, endRefused, say, sendHello, still } from './outbox.ts';
import type { SessionState, Step } from './state.ts';
import { chooseRecord, commitmentOf, draw, type TossRecord, withCommitment, withTheirPly } from './toss.ts';

/** Their hello: choose what to toss with, and commit to it. A repeated hello is no news. */
export function hearHello(state: SessionState, theirs: Hello): Step {
  if (state.hello.theirs !== null) return still(state);
  const greeted = { ...state, hello: { ...state.hello, theirs } };
  const record = chooseRecord(state.self, state.toss.record, theirs.toss, state.secret);
  return andThen(store(greeted, record), (stored) =>
    say(stored, { t: 'commit', hash: commitmentOf(stored.self, record.secret) }),
  );
}

/** A hello of another version. Ours goes out once more, so that they learn of it whatever was lost. */
export function hearForeignHello(state: SessionState, { protocol }: ForeignHello): Step {
  if (state.hello.theirs !== null) return still(state);
  const older = protocol < PROTOCOL ? 'them' : 'me';
  const ended = { reason: 'refused', code: 'session/version', older } as const;
  // Their stream may not be ours, so nothing is said on it: the link closes once the hello had time to arrive.
  const lingering = { ...state, ended, closeAt: state.now + state.timing.lingerMs };
  return sendHello(lingering);
}

/** Their commitment: once it is stored, our secret may be shown. Null when a second one comes. */
export function hearCommit(state: SessionState, hash: string): Step | null {
  const { record, revealed } = state.toss;
  if (record === null || revealed) return null;
  const held = withCommitment(record, hash);
  if (held === null) return endRefused(state, 'toss/commitment-changed');
  const ready = { ...state, toss: { record, revealed: true } };
  return andThen(store(ready, held), (stored) => say(stored, { t: 'reveal', secret: held.secret }));
}

/** Their secret: the toss is decided. Null when none is due. */
export function hearReveal(state: SessionState, secret: string): Step | null {
  const { record, revealed } = state.toss;
  const hello = state.hello.theirs;
  if (record === null || !revealed || hello === null || state.match !== null) return null;
  if (commitmentOf(state.peer, secret) !== record.theirs) return endRefused(state, 'toss/bad-reveal');

  const { me, gameId } = draw(
    { id: state.self, secret: record.secret, nonce: state.hello.mine.nonce },
    { id: state.peer, secret, nonce: hello.nonce },
  );
  const players: Record<Player, string> =
    me === 'X' ? { X: state.self, O: state.peer } : { X: state.peer, O: state.self };
  return still({ ...state, match: newMatch({ id: gameId, number: 1, me, players }) });
}

/** They made a ply: that shows how far they are with the toss. */
export function witnessPly(state: SessionState, ply: number): Step {
  const { record } = state.toss;
  return record === null ? still(state) : store(state, withTheirPly(record, ply));
}

function store(state: SessionState, record: TossRecord): Step {
  if (record === state.toss.record) return still(state);
  return {
    state: { ...state, toss: { ...state.toss, record } },
    effects: [{ type: 'store-toss', peer: state.peer, record }],
  };
}

/** Claims and all that may cross them: both sides come to the same log and the same result. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { legalMoves } from '../game/index.ts';
import { type Command, obey } from './commands.ts';
import { hear } from './hear.ts';
import { type Match, newMatch, replay } from './match.ts';
import type { GameMessage } from './messages.ts';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';

const PLAYERS = { X: 'ann', O: 'bob' };

/** One side without a link: what it says waits until it is delivered. */
class Side {
  match: Match;
  readonly said: GameMessage[] = [];

  constructor(me: 'X' | 'O', plies: number) {
    const fresh = newMatch({ id: 'ab'.repeat(16), number: 1, me, players: PLAYERS });
    this.match = replay(fresh, SHORTEST_WIN.slice(0, plies));
  }

  /** Does it if the rules allow it. */
  act(act: Act): void {
    const command: Command = act === 'play' ? { type: act, move: this.#move() } : act;
    const done = obey(this.match, command);
    if (!done.ok) return;
    this.match = done.value.match;
    this.said.push(done.value.say);
  }

  hear(other: Side): void {
    const message = other.said.shift();
    if (message === undefined) return;
    const heard = hear(this.match, message);
    if (!heard.ok) throw new Error(`an honest ${message.t} is refused: ${heard.error.code}`);
    this.match = heard.value.match;
  }

  #move(): number {
    const { moves, position } = this.match;
    return SHORTEST_WIN[moves.length] ?? legalMoves(position)[0] ?? Number.NaN;
  }
}

const ACTS = [
  'play',
  { type: 'claim', as: 'win' },
  { type: 'claim', as: 'draw' },
  { type: 'resign' },
  { type: 'offer-draw' },
  { type: 'accept-draw' },
] as const;
type Act = (typeof ACTS)[number];

const acts = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...ACTS.slice(0, 3)) },
  fc.constantFrom(...ACTS.slice(4)),
  fc.constantFrom(...ACTS),
);
const happenings = fc.array(fc.record({ who: fc.constantFrom(0, 1), act: fc.option(acts, { freq: 2 }) }), {
  maxLength: 14,
});

test('the result depends on the order in which claims and what crosses them arrive', () => {
  const results = new Map<string, number>();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 16 }), happenings, (plies, order) => {
      const [ann, bob] = [new Side('X', plies), new Side('O', plies)];
      for (const { who, act } of order) {
        const [self, other] = who === 0 ? [ann, bob] : [bob, ann];
        if (act === null) self.hear(other);
        else self.act(act);
      }
      while (ann.said.length + bob.said.length > 0) {
        ann.hear(bob);
        bob.hear(ann);
      }
      expect(ann.match.moves).toEqual(bob.match.moves);
      expect(ann.match.verdict).toEqual(bob.match.verdict);
      const by = ann.match.verdict?.by ?? 'none';
      results.set(by, (results.get(by) ?? 0) + 1);
    }),
    { numRuns: 3_000 },
  );
  for (const by of ['claim', 'claims', 'resignation', 'agreement', 'line', 'none']) {
    expect(results.get(by), by).toBeGreaterThan(10);
  }
});

/** The log is `plies` long, the link is gone, and both have waited for long enough. */
function apart(plies: number, before: (duet: Duet) => void = () => undefined): Duet {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, plies));
  before(duet);
  return duet.cut().advance(60_000);
}

const WIN = { type: 'claim', as: 'win' } as const;
const DRAW = { type: 'claim', as: 'draw' } as const;

test('a claim is final before the other side is heard', () => {
  const duet = apart(1);
  duet.act('ann', WIN);
  expect(duet.view('ann').game).toMatchObject({ result: { by: 'claim', winner: 'X' }, provisional: true });
  expect(duet.view('ann').game?.mayOfferRematch).toBe(false);
  duet.open();
  for (const name of NAMES) {
    const result = { by: 'claim', winner: 'X' };
    expect(duet.view(name).game).toMatchObject({ result, provisional: false, mayOfferRematch: true });
  }
  expect(duet.view('bob').score).toEqual({ mine: 0, theirs: 1, drawn: 0 });
});

test('a claim beats the move that was made in time', () => {
  const duet = apart(1, (before) => before.act('bob', { type: 'play', move: SHORTEST_WIN[1] ?? Number.NaN }));
  duet.act('ann', WIN);
  duet.open();
  for (const name of NAMES) {
    expect(duet.view(name)).toMatchObject({ phase: 'playing', game: { result: null, provisional: false } });
    expect(duet.view(name).game?.moves).toEqual(SHORTEST_WIN.slice(0, 2));
  }
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['claim/beaten']);
  duet.play('ann', SHORTEST_WIN[2] ?? Number.NaN);
  expect(duet.view('bob').game?.moves).toHaveLength(3);
});

test('a move that is made after the claim was heard still beats it', () => {
  const duet = apart(1);
  duet.act('ann', WIN);
  duet.open();
  const { id, head } = duet.state('ann').match ?? { id: '', head: '' };
  const { received, sent } = duet.state('ann').stream;
  duet.inject('ann', { t: 'ply', game: id, ply: 1, move: '12', head, seq: received + 1, ack: sent });
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['claim/stands']);
  expect(duet.view('ann').game?.moves).toHaveLength(1);
});

test('of two claims against each other one wins', () => {
  const duet = apart(2);
  for (const name of NAMES) duet.act(name, WIN);
  duet.open();
  for (const name of NAMES) {
    expect(duet.view(name).game).toMatchObject({
      result: { by: 'claims', winner: null },
      provisional: false,
    });
    expect(duet.view(name).score).toEqual({ mine: 0, theirs: 0, drawn: 0 });
  }
  for (const name of NAMES) duet.act(name, { type: 'offer-rematch' });
  duet.deliver();
  // It goes on from where it stood, with the same sides.
  expect(duet.view('ann').game).toMatchObject({ number: 2, me: 'X', moves: SHORTEST_WIN.slice(0, 2) });
  expect(duet.view('ann').game?.mayPlay).toBe(true);
});

test('two who both call it a draw have no result', () => {
  const duet = apart(2);
  for (const name of NAMES) duet.act(name, DRAW);
  duet.open();
  for (const name of NAMES) {
    expect(duet.view(name).game?.result).toEqual({ by: 'claim', winner: null });
    expect(duet.view(name).score.drawn).toBe(1);
  }
});

test('a resignation loses against a claim', () => {
  const duet = apart(2);
  duet.act('ann', WIN);
  duet.act('bob', { type: 'resign' });
  duet.open();
  for (const name of NAMES) {
    expect(duet.view(name).game?.result).toEqual({ by: 'resignation', winner: 'X' });
  }
});

test('a claim outlives the own move after it was beaten', () => {
  const duet = apart(1, (before) => before.act('bob', { type: 'play', move: SHORTEST_WIN[1] ?? Number.NaN }));
  duet.act('ann', WIN);
  duet.open().play('ann', SHORTEST_WIN[2] ?? Number.NaN);
  for (const name of NAMES) {
    expect(duet.state(name).match?.claims).toEqual({ mine: null, theirs: null });
  }
});

/** What a peer that follows no rules does, and what happens on the other side meanwhile: for property tests. */
import fc from 'fast-check';
import { legalMoves, opponent, printMove } from '../../game/index.ts';
import { link } from '../hash.ts';
import type { Match } from '../match.ts';
import { standingOf } from '../resume.ts';
import type { SessionState } from '../state.ts';
import { Duet, SHORTEST_WIN } from './duet.ts';

const MOSTLY_0 = Array.from({ length: 24 }, () => 0);
const small = fc.integer({ min: -2, max: 2 });
const ply = fc.integer({ min: 0, max: 20 });

/** Whole messages get the number, the game and the head that are due, so that they pass all that can be passed. */
const message = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      t: fc.constant('ply' as const),
      cell: fc.nat(80),
      legal: fc.constantFrom(true, true, true, false),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      t: fc.constant('claim' as const),
      as: fc.constantFrom('win', 'draw'),
      heard: fc.option(ply),
    }),
  },
  fc.record({
    t: fc.constantFrom(
      'resign' as const,
      'draw-offer' as const,
      'draw-accept' as const,
      'draw-decline' as const,
    ),
    ply: fc.option(ply),
  }),
  fc.record({
    t: fc.constantFrom('rematch-offer' as const, 'rematch-accept' as const, 'rematch-decline' as const),
  }),
  fc.record({ t: fc.constantFrom('commit' as const, 'commit' as const, 'bye' as const, 'reveal' as const) }),
);
const frame = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('say' as const),
      message,
      ahead: fc.constantFrom(0, 0, 0, 1, 5, 40),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('hello' as const),
      // How far it is from an honest one; mostly not at all.
      sent: fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 3, 2 ** 40),
      heard: fc.constantFrom(...MOSTLY_0, -1, -3, 1),
      ply: fc.constantFrom(...MOSTLY_0, 1, -1, 2),
      lies: fc.constantFrom(...MOSTLY_0.map(() => null), 'nonce', 'dispute', 'game', 'protocol', 'head'),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('replay' as const),
      which: fc.nat(200),
      at: fc.option(fc.nat(300)),
      cut: fc.nat(20),
      insert: fc.string({ maxLength: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('page' as const),
      state: fc.constantFrom('hidden', 'visible', 'closing'),
    }),
  },
  fc.record({
    do: fc.constant('signal' as const),
    t: fc.constantFrom('ping' as const, 'pong' as const, 'ack' as const),
    n: small,
  }),
  fc.record({
    do: fc.constant('raw' as const),
    text: fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom(
        'x'.repeat(2 ** 20),
        '['.repeat(2_000),
        '{"__proto__":{"t":"bye"}}',
        '{"t":"__proto__"}',
        '{"t":"hello","__proto__":{"protocol":2}}',
      ),
    ),
  }),
);
const COMMANDS = [
  'resign',
  'offer-draw',
  'accept-draw',
  'decline-draw',
  'offer-rematch',
  'offer-rematch',
  'accept-rematch',
  'decline-rematch',
] as const;

/** What the honest side does meanwhile. */
const ours = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('play' as const), which: fc.nat(80) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('act' as const),
      type: fc.constantFrom(...COMMANDS),
    }),
  },
  fc.record({ do: fc.constant('claim' as const) }),
  fc.record({ do: fc.constantFrom('reload' as const, 'hide' as const) }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('sleep' as const, 'wait' as const),
      ms: fc.constantFrom(10, 1_500, 6_000, 16_000, 70_000),
    }),
  },
);
export const doing = fc.oneof(
  { weight: 5, arbitrary: frame },
  { weight: 2, arbitrary: ours },
  fc.record({ do: fc.constantFrom('link-open' as const, 'link-open' as const, 'link-closed' as const) }),
);
export type Doing = typeof doing extends fc.Arbitrary<infer Value> ? Value : never;

export const RECORDED = recorded();

/** All that Bob said in an honest session with two games and two links. */
function recorded(): readonly string[] {
  const duet = new Duet().open().playAll(SHORTEST_WIN);
  duet.act('bob', { type: 'offer-rematch' });
  duet.deliver();
  duet.act('ann', { type: 'accept-rematch' });
  duet.deliver().playAll(SHORTEST_WIN.slice(0, 3)).cut().open();
  duet.act('bob', { type: 'leave' });
  return duet.entries.flatMap((entry) =>
    entry.who === 'bob' && 'effect' in entry && entry.effect.type === 'send' ? [entry.effect.text] : [],
  );
}

export type Attack = Extract<Doing, { do: 'say' | 'hello' | 'replay' | 'page' | 'signal' | 'raw' }>;

/** The frame that this attack sends to somebody in this state. */
export function textOf(state: SessionState, bob: SessionState, attack: Attack): string {
  const { match, stream, pulse } = state;
  const ack = stream.sent;
  switch (attack.do) {
    case 'say': {
      const place = { seq: stream.received + 1 + attack.ahead, ack };
      return JSON.stringify({ ...completed(attack.message, match), ...place });
    }
    case 'hello':
      return JSON.stringify(helloOf(state, bob, attack));
    case 'replay': {
      const text = RECORDED[attack.which % RECORDED.length] ?? '';
      return attack.at === null
        ? text
        : text.slice(0, attack.at) + attack.insert + text.slice(attack.at + attack.cut);
    }
    case 'page':
      return JSON.stringify({ t: 'page', ack, state: attack.state });
    case 'signal':
      return JSON.stringify(
        attack.t === 'ack'
          ? { t: 'ack', ack: ack + attack.n }
          : { t: attack.t, ack, n: pulse.pings + attack.n },
      );
    case 'raw':
      return attack.text;
  }
}

type Said = Extract<Attack, { do: 'say' }>['message'];

function completed(said: Said, match: Match | null): object {
  if (match === null) return said;
  const { length } = match.moves;
  if (said.t === 'ply') {
    const moves = said.legal ? legalMoves(match.position) : [];
    const move = moves[said.cell % moves.length] ?? said.cell;
    const head = link(match.head, length, move);
    return { t: 'ply', game: match.id, ply: length, move: printMove(move), head };
  }
  switch (said.t) {
    case 'bye':
      return said;
    case 'commit':
      return { ...said, hash: 'ab'.repeat(32) };
    case 'reveal':
      return { ...said, secret: 'ab'.repeat(32) };
    default: {
      const isTied = !said.t.startsWith('rematch');
      const own = 'ply' in said && said.ply !== null ? said.ply : length;
      return { ...said, game: match.id, ...(isTied && { ply: own }) };
    }
  }
}

/** The hello of somebody who is exactly where Ann is, and what is wrong with it. */
function helloOf(ann: SessionState, bob: SessionState, lie: Extract<Attack, { do: 'hello' }>): object {
  const { game, sent, heard } = standingOf(ann);
  const at =
    game === null ? null : { ...game, plays: opponent(game.plays), ply: Math.max(0, game.ply + lie.ply) };
  const longer = at !== null && lie.ply === 1 ? { ...at, before: at.head, head: 'cd'.repeat(32) } : at;
  const told = longer !== null && lie.lies === 'head' ? { ...longer, head: 'ef'.repeat(32) } : longer;
  return {
    t: 'hello',
    protocol: lie.lies === 'protocol' ? 3 : 2,
    build: 'bob',
    caps: [],
    nonce: lie.lies === 'nonce' ? '0'.repeat(32) : bob.hello.nonce,
    toss: null,
    standing: {
      peer: ann.hello.nonce,
      sent: heard + lie.sent,
      heard: Math.max(0, sent + lie.heard),
      from: 1,
      game: lie.lies === 'game' ? null : told,
    },
    dispute: lie.lies === 'dispute' ? 'resume/gap' : null,
  };
}

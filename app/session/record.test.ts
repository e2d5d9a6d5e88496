import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isSameRecord, parseSessionRecord, recordOf } from './record.ts';
import { resumeSession, step } from './session.ts';
import { Duet, SHORTEST_WIN } from './simulator/duet.ts';
import { ABSENT, ROUGH } from './simulator/faults.ts';
import { LOSSY } from './simulator/link.ts';
import { DEVOTED, LIVELY } from './simulator/player.ts';
import { simulate } from './simulator/simulate.ts';
import type { SessionEvent, SessionState, Step } from './state.ts';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What has to be the same on the next page. */
function durable(state: SessionState) {
  const { self, peer, secret, toss, match, tally, ended } = state;
  const { sent, said, received } = state.stream;
  const { nonce, peer: theirs, toss: memory } = state.hello;
  return { self, peer, secret, toss, match, tally, ended, sent, said, received, nonce, theirs, memory };
}

function resumed(state: SessionState): SessionState {
  const record = parseSessionRecord(throughJson(recordOf(state)));
  if (record === null) throw new Error('what was stored cannot be read');
  return resumeSession({ record, silentMs: null, build: 'test', at: 0 });
}

/** Ends that a new page has as well. */
const isLasting = ({ ended }: SessionState): boolean =>
  ended === null ||
  ended.reason === 'disputed' ||
  (ended.reason === 'left' && ended.by === 'them') ||
  (ended.reason === 'refused' && ended.code !== 'session/version');

const SLOW = { timeout: 60_000 };

test('a page that is loaded again remembers something else than the one before', SLOW, () => {
  const seen = { states: 0, claims: 0, draws: 0, rematches: 0 };
  const watch = (before: SessionState, event: SessionEvent): Step => {
    const next = step(before, event);
    const { state } = next;
    if (isSameRecord(before, state) || !isLasting(state)) return next;
    expect(throughJson(durable(resumed(state)))).toEqual(throughJson(durable(state)));
    seen.states += 1;
    if (state.match?.claims.mine || state.match?.claims.theirs) seen.claims += 1;
    if (state.match?.verdict?.by === 'agreement') seen.draws += 1;
    if ((state.match?.number ?? 0) > 1) seen.rematches += 1;
    return next;
  };
  for (let seed = 0; seed < 20; seed += 1) {
    simulate({ seed, link: LOSSY, habits: DEVOTED, faults: ABSENT, sabotage: watch });
    simulate({ seed, habits: LIVELY, faults: ROUGH, sabotage: watch });
  }
  // The runs have to reach what can be stored.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(20);
});

/** A record with everything in it. */
function whole() {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, 4));
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver().cut().advance(60_000);
  duet.act('ann', { type: 'claim', as: 'win' });
  return recordOf(duet.state('ann'));
}

const WHOLE = whole();
const changed = (more: object): unknown => ({ ...WHOLE, ...more });
const inGame = (more: object): unknown => changed({ game: { ...WHOLE.game, ...more } });

test('a whole record cannot be read', () => {
  expect(parseSessionRecord(throughJson(WHOLE))).toEqual(throughJson(WHOLE));
});

test.each([
  ['nothing', null],
  ['no object', 'session'],
  ['an array', []],
  ['an empty object', {}],
  ['another version', changed({ version: 2 })],
  ['one field more', changed({ more: 1 })],
  ['one player', changed({ peer: WHOLE.self })],
  ['a line feed in an id', changed({ peer: 'b\nob' })],
  ['a short secret', changed({ secret: 'aa' })],
  ['a negative count', changed({ received: -1 })],
  ['a count that is none', changed({ received: 0.5 })],
  ['more kept than was said', changed({ sent: 0 })],
  [
    'more kept than there can be',
    changed({ sent: 999, said: Array.from({ length: 66 }, () => ({ t: 'bye' })) }),
  ],
  ['a message that is none', changed({ said: [{ t: 'hello' }] })],
  ['a message with a field more', changed({ said: [{ t: 'bye', more: 1 }] })],
  ['an illegal move', inGame({ moves: '00 01 02 44' })],
  ['no moves', inGame({ moves: 7 })],
  ['a third player', inGame({ me: 'Z' })],
  ['game zero', inGame({ number: 0 })],
  [
    'a claim beyond the last ply',
    inGame({ claims: { mine: { ply: 82, as: 'win', heard: null, firm: false }, theirs: null } }),
  ],
  ['a win by a line that is not on the board', inGame({ said: { by: 'line', winner: 'X' } })],
  ['an end that nobody came to', changed({ ended: { reason: 'won' } })],
  ['a dispute of another name', changed({ ended: { reason: 'disputed', code: 'resume/x', closed: false } })],
])('a damaged storage is taken for a session: %s', (_, stored) => {
  expect(parseSessionRecord(stored)).toBeNull();
});

test('__proto__ in a stored record reaches the session', () => {
  const text = JSON.stringify(WHOLE).replace('{', '{"__proto__":{"polluted":true},');
  const record = parseSessionRecord(JSON.parse(text));
  expect(record === null || !('polluted' in record)).toBe(true);
  expect('polluted' in {}).toBe(false);
});

test('some stored text makes a page throw', SLOW, () => {
  const text = JSON.stringify(WHOLE);
  let read = 0;
  fc.assert(
    fc.property(
      fc.oneof(
        fc
          .tuple(
            fc.nat(text.length),
            fc.nat(3),
            fc.constantFrom('', '0', '9', 'a', 'X', '"', 'null', '{}', '1e999'),
          )
          .map(([at, cut, insert]) => text.slice(0, at) + insert + text.slice(at + cut)),
        fc.json(),
      ),
      (damaged) => {
        let json: unknown = null;
        try {
          json = JSON.parse(damaged);
        } catch {
          return;
        }
        const record = parseSessionRecord(json);
        if (record === null) return;
        read += 1;
        let state = resumeSession({ record, silentMs: null, build: 'test', at: 0 });
        for (const type of ['link-open', 'tick', 'offer-draw', 'link-closed'] as const) {
          ({ state } = step(state, { type, at: 1 }));
        }
      },
    ),
    { numRuns: 3_000 },
  );
  // Some damage cannot be seen: it has to do no harm.
  expect(read).toBeGreaterThan(50);
});

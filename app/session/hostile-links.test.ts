/** A peer that follows no rules, over as many links as it likes, while this side plays, sleeps, reloads and claims. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSession, step } from './session.ts';
import { doing, RECORDED } from './simulator/attack.ts';
import { happen, Victim } from './simulator/victim.ts';
import { DEFAULT_TIMING } from './state.ts';

/** Also at the end of the game, where a rematch can be asked for. */
const plies = fc.oneof({ weight: 2, arbitrary: fc.integer({ min: 0, max: 16 }) }, fc.constant(17));

test('some peer makes us throw, cheats us, stalls us or fills our memory', { timeout: 120_000 }, () => {
  const sums = { plies: 0, claims: 0, links: 0, ends: 0, games: 0 };
  fc.assert(
    fc.property(plies, fc.array(doing, { maxLength: 80, size: 'max' }), (begun, attack) => {
      const victim = new Victim(begun);
      for (const what of attack) happen(victim, what);
      victim.wait(60_000);
      victim.reload();
      for (const key of ['plies', 'claims', 'links', 'ends', 'games'] as const)
        sums[key] += victim.counts[key];
    }),
    { numRuns: 5_000 },
  );
  // The peer has to get far enough to do harm, or this shows nothing.
  expect(sums.plies).toBeGreaterThan(300);
  expect(sums.links).toBeGreaterThan(5_000);
  expect(sums.ends).toBeGreaterThan(800);
  expect(sums.claims).toBeGreaterThan(50);
  expect(sums.games).toBeGreaterThan(10);
});

test('a peer that owes us something and falls quiet is given up all the same', () => {
  const victim = new Victim(0);
  victim.reload();
  happen(victim, { do: 'link-open' });
  happen(victim, { do: 'hello', sent: 3, heard: 0, ply: 0, lies: null });
  happen(victim, { do: 'signal', t: 'pong', n: 0 });
  happen(victim, { do: 'sleep', ms: 6_000 });
  happen(victim, { do: 'signal', t: 'ping', n: 0 });
  victim.wait(60_000);
  expect(victim.state.link).not.toBe('open');
});

test('a flood over ever new links is not counted', () => {
  const victim = new Victim(3);
  for (let count = 0; count <= DEFAULT_TIMING.refusalsMax; count += 1) {
    expect(victim.state.ended).toBeNull();
    happen(victim, { do: 'link-open' });
    happen(victim, { do: 'raw', text: '{' });
    victim.now += 1_000;
  }
  expect(victim.state.ended).toEqual({ reason: 'refused', code: 'session/flood' });
});

test('a stranger who has never met us finds a way in', () => {
  const init = { self: 'ann', peer: 'bob', build: 'b', secret: 'aa'.repeat(32), toss: null, at: 0 };
  let { state } = createSession(init);
  for (const text of ['', ...RECORDED.slice(1)]) {
    ({ state } = step(state, { type: 'link-open', at: 0 }));
    ({ state } = step(state, { type: 'frame', text, at: 0 }));
  }
  expect(state.match).toBeNull();
});

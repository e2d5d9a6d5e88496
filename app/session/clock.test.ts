import fc from 'fast-check';
import { expect, test } from 'vitest';
import { wakeAt } from './clock.ts';
import { Duet, NAMES } from './simulator/duet.ts';

/** The hello of a peer that does nothing else. */
const STRANGER = {
  t: 'hello',
  protocol: 2,
  build: 'b',
  caps: [],
  nonce: '00'.repeat(16),
  toss: null,
  standing: { peer: null, sent: 0, heard: 0, from: 1, game: null },
  dispute: null,
};

test('the round trip is not measured', () => {
  const duet = new Duet().open();
  duet.now = 2_000;
  duet.feed('ann', { type: 'tick', at: 2_000 });
  duet.deliver('bob');
  duet.now = 2_045;
  duet.deliver('ann');
  expect(duet.view('ann').roundTripMs).toBe(45);
});

test('a pong to another ping, or a second one, is measured', () => {
  const duet = new Duet().open().advance(2_000);
  expect(duet.view('ann').roundTripMs).toBe(0);
  duet.now += 500;
  for (const n of [0, 1, 2, 77]) duet.inject('ann', { t: 'pong', ack: 0, n });
  expect(duet.view('ann').roundTripMs).toBe(0);
});

test('an idle link goes quiet', () => {
  const duet = new Duet().open().advance(60_000);
  for (const name of NAMES) expect(duet.view(name)).toMatchObject({ link: 'open', phase: 'playing' });
});

test('silence is not noticed, or not in time', () => {
  const duet = new Duet().open();
  duet.advance(4_999, { cut: true });
  expect(duet.view('ann').link).toBe('open');
  duet.advance(1, { cut: true });
  expect(duet.view('ann').link).toBe('quiet');
  duet.advance(9_999, { cut: true });
  expect(duet.view('ann').link).toBe('quiet');
  duet.advance(1, { cut: true });
  expect(duet.view('ann')).toMatchObject({ phase: 'playing', link: 'down' });
  expect(duet.entries.filter((entry) => 'effect' in entry && entry.effect.type === 'hang-up')).toHaveLength(
    2,
  );
});

test('a quiet link stays quiet when it is heard again', () => {
  const duet = new Duet().open();
  duet.advance(8_000, { cut: true }).advance(2_000);
  expect(duet.view('ann').link).toBe('open');
});

test('a page that slept takes its own silence for that of the peer', () => {
  const duet = new Duet().open();
  duet.now = 600_000;
  duet.feed('ann', { type: 'tick', at: duet.now });
  expect(duet.view('ann').ended).toBeNull();
  duet.deliver();
  expect(duet.view('ann').link).toBe('open');
});

test('a page whose timers are slow waits for ever for a peer that is gone', () => {
  const duet = new Duet().open();
  for (const at of [60_000, 120_000]) duet.feed('ann', { type: 'tick', at });
  expect(duet.view('ann').link).toBe('down');
});

test('a peer that answers pings but never tosses holds the session', () => {
  const duet = new Duet();
  duet.feed('ann', { type: 'link-open', at: 0 });
  duet.inject('ann', STRANGER);
  for (let at = 1_000; at <= 19_000; at += 1_000) {
    duet.advance(1_000, { cut: true });
    duet.inject('ann', { t: 'ping', ack: 0, n: at });
  }
  expect(duet.view('ann').phase).toBe('tossing');
  duet.advance(1_000, { cut: true });
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/handshake-timeout' });
});

test('a page that slept while the game began blames the peer for it', () => {
  const duet = new Duet();
  for (const name of NAMES) duet.feed(name, { type: 'link-open', at: 0 });
  duet.deliver('bob');
  duet.inject('ann', STRANGER);
  duet.now = 60_000;
  duet.feed('ann', { type: 'tick', at: duet.now });
  expect(duet.state('ann').pulse.awakeAt).toBe(60_000);
  expect(duet.view('ann').ended).toBeNull();
  // The rest of the time is theirs.
  for (let at = 1_000; at < 20_000; at += 1_000) {
    duet.advance(1_000, { cut: true });
    duet.inject('ann', { t: 'pong', ack: 0, n: duet.state('ann').pulse.pings });
  }
  expect(duet.view('ann').ended).toBeNull();
  duet.advance(1_000, { cut: true });
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/handshake-timeout' });
});

test('frames that were lost are not repeated', () => {
  const duet = new Duet();
  for (const name of NAMES) duet.feed(name, { type: 'link-open', at: 0 });
  // One second for the hellos, one for a commitment that overtook a hello.
  duet.lose('ann').lose('bob').advance(2_000);
  expect(duet.view('ann').phase).toBe('playing');
  const mover = duet.view('ann').game?.me === 'X' ? 'ann' : 'bob';
  duet.act(mover, { type: 'play', move: 40 });
  duet.lose('ann').lose('bob').advance(1_000);
  for (const name of NAMES) expect(duet.view(name).game?.moves).toEqual([40]);
});

test('a tick leaves something due, so that the runtime spins', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 12 }),
      fc.boolean(),
      (waits, greeted) => {
        const duet = new Duet();
        for (const name of NAMES) duet.feed(name, { type: 'link-open', at: 0 });
        if (greeted) duet.deliver();
        else duet.lose('ann').lose('bob');
        for (const wait of waits) {
          duet.now += wait;
          duet.feed('ann', { type: 'tick', at: duet.now });
          expect(wakeAt(duet.state('ann')) ?? Infinity).toBeGreaterThan(duet.now);
        }
      },
    ),
  );
});

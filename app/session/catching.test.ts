/** A page that was away does not move before it has heard what happened meanwhile. */
import { expect, test } from 'vitest';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';

const THIRD = SHORTEST_WIN[2] ?? Number.NaN;
const MOVE = { type: 'play', move: THIRD } as const;
const REFUSED = [{ type: 'notice', code: 'command/catching-up' }];

/** From such a break on, the other side may have claimed, ms. */
const LONG_MS = 30_000;

/** It is Ann's turn. */
function playing(): Duet {
  return new Duet().open().playAll(SHORTEST_WIN.slice(0, 2));
}

function expectCatching(duet: Duet, catching: boolean): void {
  expect(duet.view('ann')).toMatchObject({ catchingUp: catching, game: { mayPlay: !catching } });
}

test('a page that was loaded again moves before it has heard the other', () => {
  const duet = playing().reload('ann').cut(['bob']);
  expectCatching(duet, true);
  expect(duet.act('ann', MOVE)).toEqual(REFUSED);
  duet.open();
  expectCatching(duet, false);
  duet.play('ann', THIRD);
  for (const name of NAMES) expect(duet.view(name).game?.moves).toHaveLength(3);
});

test('after a short break a player has to wait before the move', () => {
  const duet = playing().cut();
  duet.advance(10_000);
  for (const name of NAMES) duet.feed(name, { type: 'link-open', at: duet.now });
  expectCatching(duet, false);
  expect(duet.act('ann', MOVE).map(({ type }) => type)).toEqual(['store']);
  duet.deliver();
  for (const name of NAMES) expect(duet.view(name).game?.moves).toHaveLength(3);
});

test('after a break that is long enough to claim, a page goes on before it has heard what was under way', () => {
  const duet = new Duet().open();
  duet.act('ann', { type: 'play', move: SHORTEST_WIN[0] ?? Number.NaN });
  duet.deliver();
  duet.act('bob', { type: 'resign' });
  duet.cut();
  duet.act('ann', { type: 'resign' });
  duet.advance(LONG_MS);
  for (const name of NAMES) duet.feed(name, { type: 'link-open', at: duet.now });
  // Bob's hello has come, and tells of one message more.
  duet.deliver('bob').lose('ann');
  expect(duet.act('ann', { type: 'offer-rematch' })).toEqual(REFUSED);
  duet.advance(2_000);
  expect(duet.view('ann').catchingUp).toBe(false);
  expect(duet.act('ann', { type: 'offer-rematch' }).map(({ type }) => type)).toEqual(['store', 'send']);
});

test('a link that is gone keeps a player who was there from moving', () => {
  const duet = playing().cut();
  expectCatching(duet, false);
  expect(duet.act('ann', MOVE).map(({ type }) => type)).toEqual(['store']);
  duet.open();
  expect(duet.view('bob').game?.moves).toHaveLength(3);
});

/** Ann's page sleeps for a minute, and wakes up; the link has lived through it. */
function woken(): Duet {
  const duet = playing();
  duet.now = 60_000;
  duet.feed('ann', { type: 'page', state: 'visible', at: duet.now });
  return duet;
}

test('a page that was asleep moves before the other has answered', () => {
  const duet = woken();
  expectCatching(duet, true);
  expect(duet.act('ann', MOVE)).toEqual(REFUSED);
  duet.deliver('bob');
  expectCatching(duet, true);
  duet.deliver('ann');
  expectCatching(duet, false);
});

test('an answer from before the sleep counts', () => {
  const duet = woken();
  for (const n of [0, 1, 99]) duet.inject('ann', { t: 'pong', ack: 3, n });
  expect(duet.view('ann').catchingUp).toBe(true);
});

test('on a link that is slower than the pings the wait never ends', () => {
  const duet = woken();
  const { pings } = duet.state('ann').pulse;
  duet.now += 2_000;
  duet.feed('ann', { type: 'tick', at: duet.now });
  expect(duet.state('ann').pulse.pings).toBe(pings + 1);
  duet.inject('ann', { t: 'pong', ack: 3, n: pings });
  expectCatching(duet, false);
});

test('a peer that is heard, but never answers a ping, keeps us from moving for ever', () => {
  const duet = woken().lose('bob');
  for (let second = 0; second < 20; second += 1) {
    expect(duet.view('ann').link).not.toBe('down');
    duet.advance(1_000, { cut: true });
    duet.inject('ann', { t: 'ack', ack: 3 });
  }
  expect(duet.view('ann').link).toBe('down');
  duet.open();
  expectCatching(duet, false);
});

test('a peer that says it has said more, and never says it, keeps us from moving for ever', () => {
  const duet = playing().cut().advance(LONG_MS);
  const { match, stream, hello } = duet.state('ann');
  const { nonce } = duet.state('bob').hello;
  const game = { id: match?.id, number: 1, plays: 'O', ply: 2, head: match?.head, before: match?.before };
  const standing = { peer: hello.nonce, sent: 2 ** 40, heard: stream.sent, from: 1, game };
  duet.feed('ann', { type: 'link-open', at: duet.now });
  const rest = { build: 'b', caps: [], toss: null, dispute: null };
  duet.inject('ann', { t: 'hello', protocol: 2, ...rest, nonce, standing });
  for (let second = 0; second < 20; second += 1) {
    expect(duet.view('ann')).toMatchObject({ ended: null, catchingUp: true });
    duet.advance(1_000, { cut: true });
    duet.inject('ann', { t: 'ack', ack: stream.sent });
  }
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/handshake-timeout' });
});

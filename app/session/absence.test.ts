import { expect, test } from 'vitest';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';
import type { PageState } from './state.ts';

const CLAIM = { type: 'claim', as: 'win' } as const;

function playing(): Duet {
  return new Duet().open().playAll(SHORTEST_WIN.slice(0, 1));
}

/** Bob's page says something of itself, and is not heard again. */
function afterPage(state: PageState): Duet {
  const duet = playing();
  duet.feed('bob', { type: 'page', state, at: duet.now });
  return duet.deliver('ann').cut();
}

const refusals = (duet: Duet, name: 'ann' | 'bob') =>
  duet.notices(name).flatMap(({ code }) => (code.startsWith('claim/') ? [code] : []));

test('somebody who is there is absent', () => {
  const duet = playing().advance(120_000);
  for (const name of NAMES) expect(duet.view(name)).toMatchObject({ absence: null, mayClaim: false });
  expect(duet.act('ann', CLAIM)).toEqual([{ type: 'notice', code: 'command/may-not-claim' }]);
});

test.each([
  ['a bye', 'closing', 'closed', 10_000],
  ['silence', 'visible', 'silent', 60_000],
  ['the silence of a hidden page', 'hidden', 'hidden', 300_000],
] as const)('after %s one may claim too soon, or too late', (_, state, why, wait) => {
  const duet = afterPage(state);
  expect(duet.view('ann').absence).toEqual({ why, since: 0, mayClaimAt: wait });
  duet.advance(wait - 1, { cut: true });
  expect(duet.view('ann').mayClaim).toBe(false);
  expect(duet.act('ann', CLAIM)).toEqual([{ type: 'notice', code: 'command/may-not-claim' }]);
  duet.advance(1, { cut: true });
  expect(duet.view('ann').mayClaim).toBe(true);
  duet.act('ann', CLAIM);
  expect(duet.view('ann').game?.result).toEqual({ by: 'claim', winner: 'X' });
});

test('a goodbye for good cannot be answered with a claim, or at once', () => {
  const duet = playing();
  duet.act('bob', { type: 'leave' });
  duet.deliver();
  expect(duet.view('ann').absence).toEqual({ why: 'left', since: 0, mayClaimAt: 10_000 });
  expect(duet.act('ann', CLAIM)).toEqual([{ type: 'notice', code: 'command/may-not-claim' }]);
  duet.advance(10_000);
  duet.act('ann', CLAIM);
  // Nobody is left who could object.
  expect(duet.view('ann').game).toMatchObject({ result: { by: 'claim', winner: 'X' }, provisional: false });
  expect(duet.reload('ann').view('ann').game?.result).toEqual({ by: 'claim', winner: 'X' });
});

test('a link that is only quiet counts as absence enough for a claim', () => {
  const duet = playing();
  duet.advance(14_999, { cut: true });
  expect(duet.view('ann').absence?.why).toBe('silent');
  expect(duet.view('ann').link).toBe('quiet');
  expect(duet.act('ann', CLAIM)).toEqual([{ type: 'notice', code: 'command/may-not-claim' }]);
});

test('somebody who comes back can still be claimed against', () => {
  const duet = afterPage('closing').advance(10_000, { cut: true });
  expect(duet.view('ann').mayClaim).toBe(true);
  duet.open();
  expect(duet.view('ann')).toMatchObject({ absence: null, mayClaim: false });
});

test('a link that opens and is silent does not restart the wait', () => {
  const duet = afterPage('visible').advance(50_000, { cut: true });
  duet.feed('ann', { type: 'link-open', at: duet.now });
  duet.cut();
  expect(duet.view('ann').absence?.mayClaimAt).toBe(110_000);
});

test('time in which this page was asleep or gone counts as waiting', () => {
  const slept = afterPage('visible').advance(30_000, { cut: true });
  slept.now += 25_000;
  slept.feed('ann', { type: 'tick', at: slept.now });
  expect(slept.view('ann').absence?.mayClaimAt).toBe(slept.now + 60_000);

  const loaded = afterPage('visible').advance(30_000, { cut: true }).reload('ann');
  expect(loaded.view('ann').absence).toEqual({ why: 'silent', since: 30_000, mayClaimAt: 90_000 });
});

test('a page that wakes up just when the time is over has waited', () => {
  const duet = afterPage('visible').advance(10_000, { cut: true });
  duet.now = 60_001;
  duet.feed('ann', { type: 'tick', at: duet.now });
  expect(duet.view('ann').mayClaim).toBe(false);
});

/** Bob is hostile: he has said so much more before this link, a claim at last. */
function claimed(duet: Duet): void {
  const { match, stream, hello } = duet.state('ann');
  const bob = duet.state('bob');
  duet.feed('ann', { type: 'link-open', at: duet.now });
  const seq = stream.received + 1;
  const game = { id: match?.id, number: 1, plays: 'O', ply: 1, head: match?.head, before: match?.before };
  const standing = { peer: hello.nonce, sent: seq, heard: stream.sent, from: 1, game };
  const rest = { build: 'b', caps: [], toss: null, dispute: null };
  duet.inject('ann', { t: 'hello', protocol: 2, ...rest, nonce: bob.hello.nonce, standing });
  const claim = { t: 'claim', game: match?.id, ply: 1, as: 'win', heard: null };
  duet.inject('ann', { ...claim, seq, ack: stream.sent });
}

test('a peer claims that was away itself, or for a moment only', () => {
  for (const away of [0, 2_000, 29_999]) {
    const duet = playing().cut().advance(away, { cut: true });
    claimed(duet);
    expect(refusals(duet, 'ann')).toEqual(['claim/too-soon']);
    expect(duet.view('ann').game?.result).toBeNull();
  }
});

test('a peer that waited may not claim', () => {
  const duet = playing().cut().advance(60_000, { cut: true });
  claimed(duet);
  expect(refusals(duet, 'ann')).toEqual([]);
  expect(duet.view('ann').game?.result).toEqual({ by: 'claim', winner: 'O' });
});

test('a peer claims over a link that is open', () => {
  const duet = playing().cut().advance(60_000, { cut: true }).open();
  const { match, stream } = duet.state('ann');
  const claim = { t: 'claim', game: match?.id, ply: 1, as: 'win', heard: null };
  duet.inject('ann', { ...claim, seq: stream.received + 1, ack: stream.sent });
  expect(refusals(duet, 'ann')).toEqual(['claim/too-soon']);
});

test('a page that said it goes, and stays, refuses the claim that follows', () => {
  const duet = playing();
  duet.feed('bob', { type: 'page', state: 'closing', at: 0 });
  duet.deliver().advance(10_000);
  duet.act('ann', CLAIM);
  duet.open();
  expect(refusals(duet, 'bob')).toEqual([]);
  for (const name of NAMES) expect(duet.view(name).game?.result).toEqual({ by: 'claim', winner: 'X' });
});

test('a page that slept, and then heard what had waited for it, refuses an honest claim', () => {
  const duet = playing();
  duet.feed('ann', { type: 'tick', at: 2_000 });
  // Bob's phone is locked. Ann does not hear him any more, and claims; her last ping is what he finds on waking.
  duet.now = 2_000;
  const [ping] = duet.entries.flatMap((entry) =>
    'effect' in entry && entry.effect.type === 'send' && entry.effect.text.includes('ping')
      ? [entry.effect.text]
      : [],
  );
  duet.lose('bob');
  for (let at = 4_000; at <= 80_000; at += 2_000) {
    duet.now = at;
    duet.feed('ann', { type: 'tick', at });
    duet.lose('bob');
  }
  duet.act('ann', CLAIM);
  expect(duet.view('ann').game?.provisional).toBe(true);
  duet.now = 82_000;
  duet.inject('bob', ping ?? '');
  duet.now = 83_000;
  duet.inject('bob', ping ?? '');
  duet.open();
  expect(refusals(duet, 'bob')).toEqual([]);
  for (const name of NAMES) expect(duet.view(name).game?.result).toEqual({ by: 'claim', winner: 'X' });
});

test('a game that begins while the other is away can be claimed for the time before it', () => {
  const duet = playing();
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  duet.act('bob', { type: 'offer-rematch' });
  duet.deliver().cut().advance(120_000);
  duet.act('ann', { type: 'accept-rematch' });
  expect(duet.view('ann').absence).toMatchObject({ why: 'silent', since: duet.now });
  expect(duet.act('ann', CLAIM)).toEqual([{ type: 'notice', code: 'command/may-not-claim' }]);
});

/** Bob, who has cut the link, claims; Ann's page was loaded again, and says so when it goes. */
function claimedAfterReload(awayMs: number): Duet {
  const duet = playing();
  duet.feed('ann', { type: 'page', state: 'closing', at: duet.now });
  duet.deliver('bob').cut().advance(10_000);
  duet.act('bob', CLAIM);
  return duet.reload('ann', { silentMs: awayMs }).open();
}

test('after a reload of half a second the other side may claim', () => {
  const duet = claimedAfterReload(500);
  expect(refusals(duet, 'ann')).toEqual(['claim/too-soon']);
  expect(duet.view('ann').game?.result).toBeNull();
  // Whose claim was refused is told, and both go on.
  expect(duet.view('bob').game?.result).toBeNull();
});

test('after a reload that took long enough, a claim is refused', () => {
  const duet = claimedAfterReload(10_000);
  expect(refusals(duet, 'ann')).toEqual([]);
  for (const name of NAMES) expect(duet.view(name).game?.result).toMatchObject({ by: 'claim' });
});

test('breaking the rules of the protocol costs less than leaving', () => {
  const duet = playing();
  duet.inject('ann', {
    t: 'abort',
    seq: duet.state('ann').stream.received + 1,
    ack: 0,
    code: 'session/flood',
  });
  expect(duet.view('ann')).toMatchObject({ ended: { reason: 'refused' }, absence: { why: 'left' } });
  duet.advance(10_000);
  duet.act('ann', CLAIM);
  expect(duet.view('ann').game?.result).toEqual({ by: 'claim', winner: 'X' });
});

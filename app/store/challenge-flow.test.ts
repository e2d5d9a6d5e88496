import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CHALLENGE_TIMEOUT_MS, INCOMING_MAX, OUTGOING_MAX, UNASKED_MAX } from './challenge-flow.ts';
import { Hub, type Player } from './testing/hub.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function two(): { hub: Hub; ann: Player; bob: Player } {
  const hub = new Hub();
  return { hub, ann: hub.player('ann'), bob: hub.player('bob') };
}

const first = (player: Player): string => player.challenges.store.getState().incoming[0]?.challenge ?? '';
const act = (player: Player) => player.challenges.store.getState();

test('a challenge that is accepted brings both together, once', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  expect(ann.outgoing()).toEqual(['sending']);
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['waiting']);
  expect(bob.incoming()).toEqual(['ann']);
  expect(ann.challenges.wanted()).toEqual(['bob']);
  act(bob).accept(first(bob));
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([['bob'], ['ann']]);
  expect([ann.outgoing(), bob.incoming()]).toEqual([[], []]);
});

test('both challenge each other at once: one game comes of it', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  act(bob).challenge('ann');
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([['bob'], ['ann']]);
  expect([ann.outgoing(), bob.outgoing(), ann.incoming(), bob.incoming()]).toEqual([[], [], [], []]);
  expect([ann.withdrawn, bob.withdrawn]).toEqual([[], []]);
});

test('challenging who has already challenged you is a yes', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  act(bob).challenge('ann');
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([['bob'], ['ann']]);
});

test('declined is told, and the peer is no longer welcome', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  act(bob).decline(first(bob));
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['declined']);
  expect(ann.challenges.wanted()).toEqual([]);
});

test('a cancelled challenge vanishes from the other side, and a late yes to it starts nothing', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  const { challenge = '' } = act(ann).outgoing[0] ?? {};
  act(ann).cancel(challenge);
  act(bob).accept(first(bob));
  await hub.deliver();
  expect(ann.began).toEqual([]);
  // Bob said yes before he heard of it: he is told instead of being left to wait.
  expect(bob.withdrawn).toEqual(['ann connect/called-off']);
});

test.each([
  ['challenge/offline', 'offline'],
  ['challenge/playing', 'playing'],
  ['challenge/unconfirmed', 'unconfirmed'],
  ['request/rate', 'limited'],
  ['limit/connection', 'limited'],
  ['request/malformed', 'unreachable'],
] as const)('refused with %s shows as %s', async (code, state) => {
  const { hub, ann } = two();
  hub.refusals.set('bob', code);
  act(ann).challenge('bob');
  await hub.deliver();
  expect(ann.outgoing()).toEqual([state]);
});

test('nobody with that id, and oneself', async () => {
  const { hub, ann } = two();
  act(ann).challenge('nobody-at-all');
  act(ann).challenge('ann');
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['offline', 'self']);
});

test('a service that does not answer is told within 8 s', async () => {
  const { hub, ann } = two();
  hub.silent = true;
  act(ann).challenge('bob');
  await hub.deliver();
  await vi.advanceTimersByTimeAsync(8_000);
  expect(ann.outgoing()).toEqual(['unreachable']);
});

test('a challenge that nobody answers ends on both sides', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  await vi.advanceTimersByTimeAsync(CHALLENGE_TIMEOUT_MS);
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['expired']);
  expect(bob.incoming()).toEqual([]);
});

test('several challenges at once: the first yes calls the others off', async () => {
  const hub = new Hub();
  const [ann, bob, cat, dan] = [hub.player('ann'), hub.player('bob'), hub.player('cat'), hub.player('dan')];
  act(ann).challenge('bob');
  act(ann).challenge('cat');
  act(dan).challenge('ann');
  await hub.deliver();
  act(cat).accept(first(cat));
  await hub.deliver();
  expect(ann.began).toEqual(['cat']);
  expect(bob.incoming()).toEqual([]);
  expect(dan.outgoing()).toEqual(['busy']);
  // While it plays, whoever asks is told so at once.
  act(bob).challenge('ann');
  await hub.deliver();
  expect(bob.outgoing()).toEqual(['busy']);
});

test('two yeses at the same moment: one game, and the other side hears that it is off', async () => {
  const hub = new Hub();
  const [ann, bob, cat] = [hub.player('ann'), hub.player('bob'), hub.player('cat')];
  act(ann).challenge('bob');
  act(ann).challenge('cat');
  await hub.deliver();
  act(bob).accept(first(bob));
  act(cat).accept(first(cat));
  await hub.deliver();
  expect(ann.began).toEqual(['bob']);
  expect(cat.withdrawn).toEqual(['ann connect/called-off']);
  expect(bob.withdrawn).toEqual([]);
});

test('the same challenge twice is one, a newer one of the same player replaces it, and a flood is answered busy', () => {
  const { ann } = two();
  ann.challenges.received('eve', 'c1');
  ann.challenges.received('eve', 'c1');
  ann.challenges.received('eve', 'c2');
  expect(act(ann).incoming).toEqual([{ challenge: 'c2', from: 'eve' }]);
  for (let i = 0; i < 100; i += 1) ann.challenges.received(`eve${i}`, `c${i + 3}`);
  expect(act(ann).incoming).toHaveLength(INCOMING_MAX);
});

test('nobody answers or takes back for somebody else', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  const { challenge = '' } = act(ann).outgoing[0] ?? {};
  ann.challenges.replied('eve', challenge, 'accept');
  bob.challenges.cancelled('eve', challenge);
  expect(ann.began).toEqual([]);
  expect(bob.incoming()).toEqual(['ann']);
});

test('who left the lobby can no longer be answered', () => {
  const { ann } = two();
  ann.challenges.received('eve', 'c1');
  ann.challenges.dropAbsent((id) => id !== 'eve');
  expect(ann.incoming()).toEqual([]);
});

test('a settled challenge stays to be read until it is dismissed or made again', async () => {
  const { hub, ann } = two();
  act(ann).challenge('nobody-at-all');
  await hub.deliver();
  act(ann).challenge('nobody-at-all');
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['offline']);
  act(ann).dismiss(act(ann).outgoing[0]?.challenge ?? '');
  expect(ann.outgoing()).toEqual([]);
});

test('from the challenge to the game the peer is welcome without a gap: its call may come at any moment', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  act(bob).accept(first(bob));
  await hub.deliver();
  expect(ann.wanted.length).toBeGreaterThan(0);
  for (const welcome of ann.wanted) expect(welcome).toContain('bob');
});

test('a yes while the service is away is not given: nobody could hear it', () => {
  const { ann } = two();
  ann.challenges.received('bob', 'c1');
  ann.offline();
  act(ann).accept('c1');
  expect(ann.began).toEqual([]);
  expect(ann.incoming()).toEqual(['bob']);
});

test('a yes to a challenge that this page no longer knows is answered, so that nobody waits for us', async () => {
  const { hub, ann, bob } = two();
  bob.challenges.received('ann', 'from-before-a-reload');
  act(bob).accept('from-before-a-reload');
  await hub.deliver();
  expect(ann.began).toEqual([]);
  expect(bob.withdrawn).toEqual(['ann connect/called-off']);
});

test('strangers cannot use up our requests: a flood gets few answers', () => {
  const { ann } = two();
  ann.opponent = 'bob';
  ann.sent.length = 0;
  for (let i = 0; i < 500; i += 1) {
    ann.challenges.received(`eve${i}`, `c${i}`);
    ann.challenges.replied(`eve${i}`, `c${i}`, 'accept');
  }
  expect(ann.sent).toHaveLength(UNASKED_MAX);
});

test('the most that one yes causes stays below the burst that the service takes', async () => {
  const { hub, ann } = two();
  for (let i = 0; i < 2 * OUTGOING_MAX; i += 1) act(ann).challenge(hub.player(`friend${i}`).id);
  await hub.deliver();
  expect(act(ann).outgoing).toHaveLength(OUTGOING_MAX);
  for (let i = 0; i < INCOMING_MAX; i += 1) ann.challenges.received(`eve${i}`, `c${i}`);
  ann.sent.length = 0;
  act(ann).accept('c0');
  expect(ann.began).toEqual(['eve0']);
  // One yes, the others called off; with STATUS and ALLOW it is 27 of 40.
  expect(ann.sent).toHaveLength(1 + (INCOMING_MAX - 1) + OUTGOING_MAX);
});

test('during a game nobody else is asked', () => {
  const { ann } = two();
  ann.opponent = 'bob';
  act(ann).challenge('cat');
  expect(ann.outgoing()).toEqual([]);
});

test('who gives up before the link is there tells the other side, whoever had asked', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  act(bob).accept(first(bob));
  await hub.deliver();
  ann.challenges.givenUp('bob');
  await hub.deliver();
  expect(bob.withdrawn).toEqual(['ann connect/called-off']);
  ann.challenges.givenUp('bob');
  await hub.deliver();
  expect(bob.withdrawn).toHaveLength(1);
});

test('and after both had asked at once, too', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  act(bob).challenge('ann');
  await hub.deliver();
  bob.challenges.givenUp('ann');
  await hub.deliver();
  expect(ann.withdrawn).toEqual(['bob connect/called-off']);
});

test('a page that closes takes its challenges back and answers those it had', async () => {
  const { hub, ann, bob } = two();
  act(ann).challenge('bob');
  await hub.deliver();
  bob.challenges.clear();
  await hub.deliver();
  expect(ann.outgoing()).toEqual(['offline']);
  act(ann).challenge('bob');
  await hub.deliver();
  ann.challenges.clear();
  await hub.deliver();
  expect(bob.incoming()).toEqual([]);
});

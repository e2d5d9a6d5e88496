/** Challenges between two who have a game already, of which one may have lost it. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
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

test('an opponent that has lost the game asks for another: without a link to it, that is possible', async () => {
  const { hub, ann, bob } = two();
  bob.opponent = 'ann';
  bob.hasLink = false;
  act(ann).challenge('bob');
  await hub.deliver();
  expect(bob.incoming()).toEqual(['ann']);
  act(bob).accept(first(bob));
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([['bob'], ['ann']]);
  expect([ann.withdrawn, bob.withdrawn]).toEqual([[], []]);
});

test('and whoever waits for an opponent may ask it too, or both at once', async () => {
  const { hub, ann, bob } = two();
  for (const [player, other] of [
    [ann, 'bob'],
    [bob, 'ann'],
  ] as const) {
    player.opponent = other;
    player.hasLink = false;
  }
  act(ann).challenge('bob');
  act(bob).challenge('ann');
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([['bob'], ['ann']]);
  expect([ann.withdrawn, bob.withdrawn]).toEqual([[], []]);
});

test('an opponent that is there is not asked, cannot ask, and nobody else can', async () => {
  const { hub, ann, bob } = two();
  const cat = hub.player('cat');
  bob.opponent = 'ann';
  act(bob).challenge('ann');
  expect(bob.outgoing()).toEqual([]);
  act(ann).challenge('bob');
  bob.hasLink = false;
  act(cat).challenge('bob');
  bob.hasLink = true;
  await hub.deliver();
  expect([ann.outgoing(), cat.outgoing()]).toEqual([['busy'], ['busy']]);
  expect(bob.incoming()).toEqual([]);
});

test('the link is there again before the yes: the game that stands is gone on with', async () => {
  const { hub, ann, bob } = two();
  bob.opponent = 'ann';
  bob.hasLink = false;
  act(ann).challenge('bob');
  await hub.deliver();
  bob.hasLink = true;
  act(bob).accept(first(bob));
  await hub.deliver();
  expect([ann.began, bob.began]).toEqual([[], []]);
});

test('a yes of the opponent to what this page has forgotten is answered: it has left the old game for it', async () => {
  const { hub, ann, bob } = two();
  ann.opponent = 'bob';
  ann.hasLink = false;
  bob.challenges.received('ann', 'from-before-a-crash');
  act(bob).accept('from-before-a-crash');
  await hub.deliver();
  expect(ann.began).toEqual([]);
  expect(bob.withdrawn).toEqual(['ann connect/called-off']);
});

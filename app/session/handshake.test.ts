/** The toss between whole sessions: broken off anywhere, taken up again, and cheated at. */
import { expect, test } from 'vitest';
import { legalMoves } from '../game/index.ts';
import { createSession, step } from './session.ts';
import { Duet } from './simulator/duet.ts';
import { type Random, seeded } from './simulator/random.ts';
import type { Effect, SessionEvent, SessionState } from './state.ts';
import { commitmentOf, type TossRecord } from './toss.ts';

type Who = 'ann' | 'bob';
const OTHER = { ann: 'bob', bob: 'ann' } as const;

/** A browser: its storage outlives its sessions. It may stop dead between any two effects. */
class Browser {
  readonly before: TossRecord | null;
  stored: TossRecord | null;
  session: SessionState;
  readonly inbox: string[] = [];
  /** How many effects it still runs. */
  life: number;
  readonly fresh: string;

  constructor(self: Who, stored: TossRecord | null, fresh: string, life: number) {
    this.before = stored;
    this.stored = stored;
    this.fresh = fresh;
    this.life = life;
    const init = { self, peer: OTHER[self], build: 'test', secret: fresh, toss: stored, at: 0 };
    this.session = createSession(init).state;
  }

  feed(event: SessionEvent, peer: Browser): void {
    if (this.life <= 0) return;
    const { state, effects } = step(this.session, event);
    this.session = state;
    for (const effect of effects) this.#run(effect, peer);
  }

  #run(effect: Effect, peer: Browser): void {
    this.life -= 1;
    if (this.life < 0) return;
    if (effect.type === 'store-toss') this.stored = effect.record;
    if (effect.type === 'send') peer.inbox.push(effect.text);
  }
}

/** One meeting: greet, toss, and play a few plies, until everybody is silent or dead. */
function meet(ann: Browser, bob: Browser, plies: number, random: Random): void {
  const pairs = [
    [ann, bob],
    [bob, ann],
  ] as const;
  for (const [here, there] of pairs) here.feed({ type: 'link-open', at: 0 }, there);
  for (;;) {
    const due = pairs.filter(([here]) => here.inbox.length > 0 && here.life > 0);
    if (due.length > 0) {
      const [here, there] = random.pick(due);
      here.feed({ type: 'frame', text: here.inbox.shift() ?? '', at: 0 }, there);
      continue;
    }
    const mover = pairs.find(
      ([{ session, life }]) =>
        life > 0 &&
        session.match !== null &&
        session.catching === null &&
        session.match.moves.length < plies &&
        (session.match.moves.length % 2 === 0) === (session.match.me === 'X'),
    );
    if (mover === undefined) return;
    const [here, there] = mover;
    const move = legalMoves(here.session.match?.position ?? fail()).at(0) ?? fail();
    here.feed({ type: 'play', move, at: 0 }, there);
  }
}

function fail(): never {
  throw new Error('there is no legal move');
}

/** A busy machine is no failure. */
const SLOW = { timeout: 60_000 };

/** What is wrong after a meeting of two honest browsers; null if nothing. */
function faultOf(ann: Browser, bob: Browser): string | null {
  if (ann.session.ended !== null || bob.session.ended !== null) return 'one accuses the other';
  const [here, there] = [ann.session.match, bob.session.match];
  if (here !== null && there !== null && here.id !== there.id) return 'they play different games';
  if (here !== null && here.me === there?.me) return 'both play the same marks';
  const anyPending = [ann, bob].some((browser) => browser.before?.state === 'pending');
  for (const { before, stored, session, fresh } of [ann, bob]) {
    if (before?.state === 'pending' && stored?.secret !== before.secret) return 'a pending toss was dropped';
    const { record } = session.toss;
    const drewAgain = record !== before && record?.secret === fresh;
    if (!anyPending && record !== before && !drewAgain) return 'an old secret was used again';
  }
  return null;
}

test('two honest browsers that stop anywhere, again and again, accuse each other or disagree', SLOW, () => {
  const faults: string[] = [];
  let agreed = 0;
  let retaken = 0;
  for (let seed = 1; seed <= 1_000; seed += 1) {
    const random = seeded(seed);
    const life = (): number => (random.chance(0.7) ? random.below(14) : Infinity);
    let stored: Record<Who, TossRecord | null> = { ann: null, bob: null };
    for (let meeting = 0; meeting < 6; meeting += 1) {
      const ann = new Browser('ann', stored.ann, random.secret(), life());
      const bob = new Browser('bob', stored.bob, random.secret(), life());
      meet(ann, bob, random.below(5), random);
      const fault = faultOf(ann, bob);
      if (fault !== null) faults.push(`seed ${seed}, meeting ${meeting}: ${fault}`);
      if (ann.session.match !== null && bob.session.match !== null) agreed += 1;
      if (ann.before?.state === 'pending') retaken += 1;
      stored = { ann: ann.stored, bob: bob.stored };
    }
  }
  expect(faults).toEqual([]);
  // The run has to reach both cases, or it shows nothing.
  expect(agreed).toBeGreaterThan(500);
  expect(retaken).toBeGreaterThan(500);
});

const cheat = seeded(99);

/** Bob lets Ann reveal, and is gone before he reveals: what Ann has stored then. */
function walkAway(stored: TossRecord | null, bobsSecret: string): { ann: Browser; bob: Browser } {
  const ann = new Browser('ann', stored, cheat.secret(), Infinity);
  // Bob: hello, store, commitment, store. The reveal would be his fifth effect.
  const bob = new Browser('bob', null, bobsSecret, 4);
  meet(ann, bob, 0, cheat);
  return { ann, bob };
}

test('a cheater that leaves after our reveal can draw again with another secret', () => {
  const first = walkAway(null, cheat.secret());
  expect(first.bob.inbox.some((text) => text.includes('"reveal"'))).toBe(true);
  let stored = first.ann.stored;
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const { ann } = walkAway(stored, cheat.secret());
    expect(ann.session.ended).toEqual({ reason: 'refused', code: 'toss/commitment-changed' });
    expect(ann.stored).toEqual(first.ann.stored);
    stored = ann.stored;
  }
});

test('a cheater that leaves after our reveal finds another outcome with the same secret', () => {
  const secret = cheat.secret();
  let stored: TossRecord | null = null;
  const outcomes = new Set<string>();
  for (let attempt = 0; attempt < 20; attempt += 1) {
    stored = walkAway(stored, secret).ann.stored;
    const ann = new Browser('ann', stored, cheat.secret(), Infinity);
    const bob = new Browser(
      'bob',
      { self: 'bob', secret, theirs: null, state: 'pending' },
      cheat.secret(),
      Infinity,
    );
    meet(ann, bob, 0, cheat);
    outcomes.add(ann.session.match?.me ?? 'none');
    stored = ann.stored;
  }
  expect(outcomes.size).toBe(1);
  expect(outcomes).not.toContain('none');
});

test('reloading before the first ply draws again', () => {
  const first = new Duet().open();
  const again = new Duet({
    secrets: { ann: '77'.repeat(32), bob: '88'.repeat(32) },
    stored: { ann: first.state('ann').toss.record, bob: first.state('bob').toss.record },
  }).open();
  expect(again.view('ann').game?.me).toBe(first.view('ann').game?.me);
  // Another game all the same: nothing said about the first one is valid in it.
  expect(again.view('ann').game?.id).not.toBe(first.view('ann').game?.id);
});

test('a toss under an id that we no longer have binds us', () => {
  const stored = {
    self: 'old-name',
    secret: '55'.repeat(32),
    theirs: '66'.repeat(32),
    state: 'pending',
  } as const;
  const duet = new Duet({ stored: { ann: stored } }).open();
  expect(duet.view('ann').phase).toBe('playing');
});

test('two who have played are bound to the toss of that game', () => {
  const first = new Duet().open().play('ann', 40).play('bob', 36).play('ann', 0);
  const fresh = { ann: '77'.repeat(32), bob: '88'.repeat(32) };
  const { ann, bob } = { ann: first.state('ann').toss.record, bob: first.state('bob').toss.record };
  expect([ann?.state, bob?.state]).toEqual(['spent', 'spent']);
  const next = new Duet({ secrets: fresh, stored: { ann, bob } }).open();
  expect(next.state('ann').toss.record?.secret).toBe(fresh.ann);
  expect(next.state('bob').toss.record?.secret).toBe(fresh.bob);
});

test('a hash leaves before its secret is stored, or a secret before the hash it answers', () => {
  const duet = new Duet().open();
  const order = duet.entries.flatMap((entry) => {
    if (!('effect' in entry) || entry.who !== 'ann') return [];
    const { effect } = entry;
    if (effect.type === 'store-toss') return [effect.record.theirs === null ? 'store mine' : 'store theirs'];
    return effect.type === 'send' ? [/"t":"(\w+)"/.exec(effect.text)?.[1]] : [];
  });
  expect(order.filter((what) => what !== 'ping' && what !== 'pong')).toEqual([
    'hello',
    'store mine',
    'commit',
    'store theirs',
    'reveal',
    'ack',
  ]);
});

test('a secret that was not committed to decides the toss', () => {
  const { ann } = walkAway(null, cheat.secret());
  const reveal = JSON.stringify({ t: 'reveal', seq: 2, ack: 0, secret: cheat.secret() });
  const { state, effects } = step(ann.session, { type: 'frame', text: reveal, at: 0 });
  expect(state.match).toBeNull();
  expect(state.ended).toEqual({ reason: 'refused', code: 'toss/bad-reveal' });
  expect(effects.some((effect) => effect.type === 'send' && effect.text.includes('toss/bad-reveal'))).toBe(
    true,
  );
});

test('our own commitment, sent back, is opened with our own secret', () => {
  const ann = new Browser('ann', null, cheat.secret(), Infinity);
  const bob = new Browser('bob', null, cheat.secret(), 1);
  meet(ann, bob, 0, cheat);
  const say = (frame: object) => ann.feed({ type: 'frame', text: JSON.stringify(frame), at: 0 }, bob);
  say({ t: 'commit', seq: 1, ack: 0, hash: commitmentOf('ann', ann.fresh) });
  say({ t: 'reveal', seq: 2, ack: 0, secret: ann.fresh });
  expect(ann.session.ended).toEqual({ reason: 'refused', code: 'toss/bad-reveal' });
});

test('a second commitment replaces the first', () => {
  const duet = new Duet().open();
  const before = duet.state('ann').match;
  duet.inject('ann', { t: 'commit', seq: 3, ack: 2, hash: 'ee'.repeat(32) });
  duet.inject('ann', { t: 'reveal', seq: 4, ack: 2, secret: 'ee'.repeat(32) });
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['toss/unexpected', 'toss/unexpected']);
  expect(duet.state('ann').match).toBe(before);
});

import { expect, test } from 'vitest';
import { onEachArrangement } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import { ask, askToJoin, join, knownRoom, open } from './testing/service.ts';

const CHALLENGE = { to: 'bob', challenge: 'c1' };

onEachArrangement((start) => {
  test('a challenge, its reply and its end reach the other side in the name of the sender', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('ACK');
    expect(await bob.next('CHALLENGE')).toEqual({
      type: 'CHALLENGE',
      payload: { from: 'ann', challenge: 'c1' },
    });
    for (const reply of ['accept', 'decline', 'busy']) {
      expect(await ask(bob, 'CHALLENGE-REPLY', { to: 'ann', challenge: 'c1', reply })).toBe('ACK');
      expect((await ann.next('CHALLENGE-REPLY')).payload).toEqual({ from: 'bob', challenge: 'c1', reply });
    }
    expect(await ask(ann, 'CHALLENGE-CANCEL', CHALLENGE)).toBe('ACK');
    expect((await bob.next('CHALLENGE-CANCEL')).payload).toEqual({ from: 'ann', challenge: 'c1' });
  });

  test('several challenges to one player are all told', async () => {
    const [service, other] = await start();
    const bob = await join(other, 'bob');
    for (const name of ['ann', 'cy', 'dee']) {
      const peer = await join(service, name);
      expect(await ask(peer, 'CHALLENGE', { to: 'bob', challenge: `of-${name}` })).toBe('ACK');
      expect((await bob.next('CHALLENGE')).payload?.['from']).toBe(name);
    }
  });

  test('a challenge to nobody, to oneself, to a player and to a stock client is refused by its code', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    await join(other, 'bob', { status: 'playing' });
    const stock = await open(other, 'stock');
    expect(await ask(ann, 'CHALLENGE', { to: 'nobody', challenge: 'c1' })).toBe('challenge/offline');
    expect(await ask(ann, 'CHALLENGE', { to: 'ann', challenge: 'c1' })).toBe('challenge/self');
    expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('challenge/playing');
    expect(await ask(ann, 'CHALLENGE', { to: 'stock', challenge: 'c1' })).toBe('challenge/offline');
    await stock.settle();
    expect(stock.received).toEqual([{ type: 'OPEN' }]);
  });

  test('a player who took a game can still answer and be answered', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { status: 'playing' });
    const bob = await join(other, 'bob', { status: 'playing' });
    const reply = { to: 'ann', challenge: 'c1', reply: 'busy' };
    expect(await ask(bob, 'CHALLENGE-REPLY', reply)).toBe('ACK');
    expect(await ask(ann, 'CHALLENGE-CANCEL', CHALLENGE)).toBe('ACK');
  });

  test('a member whose socket closed cannot be challenged, though it is still listed', async () => {
    const [service, other] = await start({ presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    await bob.vanish();
    await eventually(async () => expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('challenge/offline'));
    expect(knownRoom(ann).has('bob')).toBe(true);
    // Back, but not in the lobby yet: it does not know the lobby's messages.
    const back = await open(other, 'bob');
    expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('challenge/offline');
    expect(back.received).toEqual([{ type: 'OPEN' }]);
    expect(await askToJoin(back)).toBe('ACK');
    expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('ACK');
  });

  test('a player whose socket closed is offline, and not at play for ever', async () => {
    const [service, other] = await start({ presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob', { status: 'playing' });
    await eventually(async () => expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('challenge/playing'));
    await bob.vanish();
    await eventually(async () => expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('challenge/offline'));
    await eventually(() => expect(knownRoom(ann).get('bob')).toBe('playing'));
  });

  test('a player who came back at another instance can be challenged at once, though its older place has its grace time', async () => {
    const [service, other] = await start({ presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    const bob = await join(service, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    const back = await join(other, 'bob');
    await bob.closed;
    expect(await ask(ann, 'CHALLENGE', CHALLENGE)).toBe('ACK');
    expect(await back.next('CHALLENGE')).toMatchObject({ payload: { from: 'ann' } });
  });

  test('who asks too often is told so, and heard again later', async () => {
    const [service] = await start();
    const ann = await join(service, 'ann');
    const answers = await Promise.all(
      Array.from({ length: 120 }, () => ask(ann, 'STATUS', { status: 'away' })),
    );
    expect(answers.filter((answer) => answer === 'ACK').length).toBeGreaterThanOrEqual(39);
    expect(answers.at(-1)).toBe('request/rate');
    expect(service.metrics.of('request/rate')).toBeGreaterThan(0);
    await eventually(async () => expect(await ask(ann, 'STATUS', { status: 'away' })).toBe('ACK'));
  });
});

import { expect, test } from 'vitest';
import { onEachArrangement } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import { ask, askToJoin, join, knownRoom, open } from './testing/service.ts';

onEachArrangement((start) => {
  test('a newcomer gets the room, and the others learn of it without asking', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob', { status: 'playing' });
    for (const peer of [ann, bob]) {
      await eventually(() =>
        expect(Object.fromEntries(knownRoom(peer))).toEqual({ ann: 'available', bob: 'playing' }),
      );
    }
  });

  test('a stock client hears nothing of rooms', async () => {
    const [service, other] = await start();
    const stock = await open(other, 'stock');
    const ann = await join(service, 'ann');
    await eventually(() => expect(knownRoom(ann).has('ann')).toBe(true));
    await stock.settle();
    expect(stock.received).toEqual([{ type: 'OPEN' }]);
  });

  test('a changed status and a PART are told', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    expect(await ask(bob, 'STATUS', { status: 'away' })).toBe('ACK');
    await eventually(() => expect(knownRoom(ann).get('bob')).toBe('away'));
    expect(await ask(bob, 'PART', { room: 'lobby' })).toBe('ACK');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(false));
    expect(await ask(bob, 'STATUS', { status: 'away' })).toBe('request/not-joined');
    const heard = bob.received.length;
    expect(await ask(ann, 'STATUS', { status: 'playing' })).toBe('ACK');
    await ann.find(({ type, payload }) => type === 'PRESENCE' && payload?.['rev'] === knownRevision(ann));
    await bob.settle();
    expect(bob.received.slice(heard).filter(({ type }) => type === 'PRESENCE')).toEqual([]);
  });

  function knownRevision(peer: {
    received: readonly { payload?: Readonly<Record<string, unknown>> }[];
  }): unknown {
    return peer.received.findLast(({ payload }) => payload?.['rev'] !== undefined)?.payload?.['rev'];
  }

  test('many who come at once are few frames, the same for everybody', async () => {
    const [service] = await start({ presenceTickMs: 400 });
    const ann = await join(service, 'ann');
    const names = Array.from({ length: 30 }, (_, index) => `p${index}`);
    await Promise.all(names.map((name) => join(service, name)));
    await eventually(() => expect(knownRoom(ann).size).toBe(31));
    expect(ann.ofType('PRESENCE').length).toBeLessThan(15);
  });

  test('a reload within the grace time is not seen by the others', async () => {
    const [service, other] = await start({ presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    await bob.vanish();
    // Whatever the others are told meanwhile does not say that bob left.
    for (const id of ['cy', 'dee']) {
      await join(service, id);
      await eventually(() => expect(knownRoom(ann).has(id)).toBe(true));
    }
    const back = await join(other, 'bob');
    expect(await ask(back, 'STATUS', { status: 'available' })).toBe('ACK');
    await join(other, 'eve');
    await eventually(() => expect(knownRoom(ann).has('eve')).toBe(true));
    const changes = ann.ofType('PRESENCE').flatMap(({ payload }) => payload?.['changes']);
    expect(changes.filter((change) => JSON.stringify(change).includes('bob'))).toEqual([
      ['bob', 'available'],
    ]);
  });

  test('a member whose socket stays closed leaves after the grace time', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    await bob.vanish();
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(false));
  });

  test('a client that comes back without a JOIN does not keep its place', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    await bob.vanish();
    await open(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(false));
  });

  test('a client that says goodbye leaves at once', async () => {
    const [service, other] = await start({ presenceGraceMs: 60_000 });
    const ann = await join(service, 'ann');
    const bob = await join(other, 'bob');
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(true));
    bob.send({ type: 'LEAVE' });
    expect(await bob.closed).toBe(1000);
    await eventually(() => expect(knownRoom(ann).has('bob')).toBe(false));
  });

  test('a second JOIN gives the snapshot again and changes what was said', async () => {
    const [service] = await start();
    const ann = await join(service, 'ann');
    expect(await askToJoin(ann, { status: 'away' })).toBe('ACK');
    await ann.next('ROOM');
    await eventually(() => expect(knownRoom(ann).get('ann')).toBe('away'));
  });

  test('what cannot be joined is refused by its code, and nothing else comes of it', async () => {
    const [service] = await start();
    const ann = await open(service, 'ann');
    const said = { version: 1, room: 'lobby', status: 'available', allow: [] };
    expect(await ask(ann, 'JOIN', { ...said, room: 'no room!' })).toBe('request/malformed');
    expect(await ask(ann, 'JOIN', { ...said, version: 2 })).toBe('request/version');
    expect(await ask(ann, 'JOIN', { ...said, status: 'asleep' })).toBe('request/malformed');
    for (const [type, payload] of [
      ['STATUS', { status: 'away' }],
      ['ALLOW', { allow: [] }],
      ['PART', { room: 'lobby' }],
      ['CHALLENGE', { to: 'bob', challenge: 'c1' }],
    ] as const) {
      expect(await ask(ann, type, payload)).toBe('request/not-joined');
    }
    expect(ann.ofType('ROOM')).toEqual([]);
  });
});

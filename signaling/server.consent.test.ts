import { expect, test } from 'vitest';
import { onEachArrangement } from './testing/arrangements.ts';
import { ask, askToJoin, join, open } from './testing/service.ts';

const NEGOTIATION = ['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE'] as const;

onEachArrangement((start) => {
  test('nothing of a peer that was not allowed reaches a joined client; its OFFER expires at once', async () => {
    const [service, other] = await start({ expireTimeoutMs: 60_000 });
    const ann = await join(service, 'ann', { allow: ['cy'] });
    const stock = await open(other, 'stock');
    for (const type of NEGOTIATION) stock.send({ type, dst: 'ann', payload: { type } });
    expect(await stock.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: 'ann', dst: 'stock' });
    await stock.settle();
    await ann.settle();
    expect(stock.ofType('EXPIRE')).toHaveLength(1);
    for (const type of NEGOTIATION) expect(ann.ofType(type)).toEqual([]);
    expect(service.metrics.of('consent/refused')).toBe(4);
  });

  test('everything of an allowed peer reaches a joined client', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { allow: ['bob'] });
    const bob = await join(other, 'bob');
    for (const type of NEGOTIATION) bob.send({ type, dst: 'ann', payload: 1 });
    for (const type of NEGOTIATION) {
      expect(await ann.next(type)).toEqual({ type, src: 'bob', dst: 'ann', payload: 1 });
    }
  });

  test('consent is for both ways: who allowed nobody can call, and is not answered', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann');
    const stock = await open(other, 'stock');
    ann.send({ type: 'OFFER', dst: 'stock', payload: 1 });
    await stock.next('OFFER');
    stock.send({ type: 'ANSWER', dst: 'ann', payload: 1 });
    await stock.settle();
    await ann.settle();
    expect(ann.ofType('ANSWER')).toEqual([]);
  });

  test('ALLOW replaces the list, and holds after a PART', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { allow: ['bob'] });
    const bob = await open(other, 'bob');
    const cy = await open(other, 'cy');
    expect(await ask(ann, 'ALLOW', { allow: ['cy'] })).toBe('ACK');
    expect(await ask(ann, 'PART', { room: 'lobby' })).toBe('ACK');
    bob.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    await bob.next('EXPIRE');
    cy.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    expect(await ann.next('OFFER')).toMatchObject({ src: 'cy' });
    expect(ann.ofType('OFFER')).toHaveLength(1);
  });

  test('a refused JOIN changes no list', async () => {
    const [service, other] = await start();
    const ann = await join(service, 'ann', { allow: ['bob'] });
    const bob = await open(other, 'bob');
    const said = { room: 'lobby', status: 'available', allow: [] };
    expect(await ask(ann, 'JOIN', { ...said, version: 2 })).toBe('request/version');
    bob.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    await ann.next('OFFER');
  });

  test('a client that comes back is let alone between OPEN and JOIN; then it gets what it allows', async () => {
    const [service, other] = await start({ expireTimeoutMs: 60_000 });
    const ann = await join(service, 'ann', { allow: ['bob'] });
    const bob = await open(other, 'bob');
    const stock = await open(other, 'stock');
    await ann.vanish();
    // These wait for ann since nobody is there ...
    bob.send({ type: 'OFFER', dst: 'ann', payload: 'while away' });
    stock.send({ type: 'OFFER', dst: 'ann', payload: 'while away' });
    await bob.settle();
    await stock.settle();
    const back = await open(service, 'ann');
    // ... and these since she has not said yet whom she allows.
    bob.send({ type: 'CANDIDATE', dst: 'ann', payload: 'before JOIN' });
    stock.send({ type: 'CANDIDATE', dst: 'ann', payload: 'before JOIN' });
    bob.send({ type: 'LEAVE', dst: 'ann' });
    await bob.settle();
    await stock.settle();
    await back.settle();
    expect(back.received).toEqual([{ type: 'OPEN' }]);

    expect(await askToJoin(back, { allow: ['bob'] })).toBe('ACK');
    await back.next('CANDIDATE');
    await stock.next('EXPIRE');
    const relayed = back.received.filter(({ src, type }) => src !== undefined && type !== 'LEAVE');
    expect(relayed.map(({ src, payload }) => [src, payload])).toEqual([
      ['bob', 'while away'],
      ['bob', 'before JOIN'],
    ]);
    // From another instance it may come after the JOIN.
    expect(back.ofType('LEAVE').length).toBeLessThanOrEqual(service === other ? 0 : 1);
  });

  test('what waits for a client that never says JOIN again expires', async () => {
    const [service, other] = await start();
    await (await join(service, 'ann')).vanish();
    await open(service, 'ann');
    const bob = await open(other, 'bob');
    bob.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    expect(await bob.next('EXPIRE')).toMatchObject({ src: 'ann' });
  });

  test('what waited for a client before its first JOIN is stock behaviour, and the list holds from the JOIN on', async () => {
    const [service, other] = await start({ expireTimeoutMs: 60_000 });
    const stock = await open(other, 'stock');
    stock.send({ type: 'OFFER', dst: 'ann', payload: 'early' });
    await stock.settle();
    const ann = await open(service, 'ann');
    expect(await ann.next('OFFER')).toMatchObject({ payload: 'early' });
    expect(await askToJoin(ann)).toBe('ACK');
    stock.send({ type: 'OFFER', dst: 'ann', payload: 'late' });
    await stock.next('EXPIRE');
    await ann.settle();
    expect(ann.ofType('OFFER')).toHaveLength(1);
  });

  test('a client that joined takes its id over without a gap in its consent', async () => {
    const [service, other] = await start({ expireTimeoutMs: 60_000 });
    await join(service, 'ann', { allow: ['bob'] });
    const newer = await open(service, 'ann');
    const stock = await open(other, 'stock');
    stock.send({ type: 'OFFER', dst: 'ann', payload: 1 });
    await stock.settle();
    await newer.settle();
    expect(newer.received).toEqual([{ type: 'OPEN' }]);
  });
});

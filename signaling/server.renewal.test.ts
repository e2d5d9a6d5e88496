import { expect, test } from 'vitest';
import type { Signaling } from './server.ts';
import { onEachArrangement } from './testing/arrangements.ts';
import { eventually } from './testing/eventually.ts';
import type { RawPeer } from './testing/raw-peer.ts';
import { join, knownRoom, open, startService } from './testing/service.ts';

/** Connections of a second, looked at often enough. */
const SHORT_LIVED = { maxConnectionSeconds: 1, heartbeatIntervalMs: 200, aliveTimeoutMs: 10_000 };

/** A client that comes back when it is told to, each time to the other service. */
class Traveller {
  readonly sockets: RawPeer[] = [];
  readonly #id: string;
  readonly #allow: readonly string[];
  readonly #services: readonly Signaling[];

  constructor(id: string, allow: readonly string[], services: readonly Signaling[]) {
    this.#id = id;
    this.#allow = allow;
    this.#services = services;
  }

  /** Its open socket, after moving to another one if it was told to go. */
  async here(): Promise<RawPeer> {
    const last = this.sockets.at(-1);
    if (last !== undefined && last.ofType('GOAWAY').length === 0) return last;
    const service = this.#services[this.sockets.length % this.#services.length];
    if (service === undefined) throw new Error('nowhere to go');
    const next = await join(service, this.#id, { allow: this.#allow });
    this.sockets.push(next);
    return next;
  }

  get offers(): unknown[] {
    return this.sockets.flatMap((socket) => socket.ofType('OFFER').map(({ payload }) => payload));
  }
}

onEachArrangement((start) => {
  test('clients whose connections get old come back unnoticed, and no message is lost or doubled', async () => {
    const options = { ...SHORT_LIVED, presenceGraceMs: 60_000, expireTimeoutMs: 20_000 };
    const services = await start(options);
    const ann = new Traveller('ann', ['bob'], services);
    const bob = new Traveller('bob', ['ann'], services.toReversed());
    await Promise.all([ann.here(), bob.here()]);
    let sent = 0;
    while (ann.sockets.length < 4 || bob.sockets.length < 4) {
      const from = await bob.here();
      from.send({ type: 'OFFER', dst: 'ann', payload: sent });
      sent += 1;
      await from.settle();
      await ann.here();
    }
    await eventually(() => expect(ann.offers).toEqual(Array.from({ length: sent }, (_, index) => index)));
    for (const { sockets } of [ann, bob]) {
      for (const socket of sockets.slice(0, -1)) {
        expect(await socket.closed).toBe(1012);
        expect(socket.ofType('GOAWAY').map(({ payload }) => payload?.['reason'])).toEqual(['renew']);
      }
      // Nobody was ever seen to leave.
      const changes = sockets.flatMap((socket) =>
        socket.ofType('PRESENCE').flatMap(({ payload }) => payload?.['changes']),
      );
      expect(changes.filter((change) => JSON.stringify(change).includes('null'))).toEqual([]);
    }
  }, 30_000);
});

test('a stock client whose connection gets old is closed with 1012 and nothing else, when it is quiet', async () => {
  const service = await startService(SHORT_LIVED);
  const stock = await open(service, 'stock');
  const before = performance.now();
  expect(await stock.closed).toBe(1012);
  expect(performance.now() - before).toBeGreaterThan(800);
  expect(stock.received).toEqual([{ type: 'OPEN' }]);
});

test('a client that reads too slowly is closed with 1013, and the others do not notice', async () => {
  const service = await startService({ backpressureCloseBytes: 500_000 });
  const slow = await open(service, 'slow');
  const ann = await open(service, 'ann');
  slow.socket.pause();
  const payload = 'x'.repeat(200_000);
  await eventually(async () => {
    for (let count = 0; count < 10; count += 1) ann.send({ type: 'OFFER', dst: 'slow', payload });
    await ann.settle();
    expect(service.metrics.of('backpressure/closed')).toBe(1);
  });
  slow.socket.resume();
  expect(await slow.closed).toBe(1013);
  ann.send({ type: 'OFFER', dst: 'ann', payload: 1 });
  expect(await ann.next('OFFER')).toMatchObject({ payload: 1 });
});

test('a client that reads slowly misses presence, and has all of it once it has caught up', async () => {
  const service = await startService({ backpressureCloseBytes: 100_000_000, presenceGraceMs: 0 });
  const slow = await join(service, 'slow', { allow: ['ann'] });
  const ann = await join(service, 'ann');
  slow.socket.pause();
  const payload = 'x'.repeat(200_000);
  let guests = 0;
  await eventually(async () => {
    for (let count = 0; count < 50; count += 1) ann.send({ type: 'OFFER', dst: 'slow', payload });
    await join(service, `guest${guests}`);
    guests += 1;
    await eventually(() => expect(knownRoom(ann).size).toBe(guests + 2));
    expect(service.metrics.of('backpressure/skipped')).toBeGreaterThan(0);
  });
  slow.socket.resume();
  await eventually(() => expect(knownRoom(slow)).toEqual(knownRoom(ann)));
  expect(slow.closeCode).toBe(null);
}, 30_000);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HELD_PER_PEER_MAX } from './realm/held.ts';
import { dial } from './testing/raw-peer.ts';
import { ask, join, open, startService } from './testing/service.ts';

const TYPES =
  'OPEN ERROR ID-TAKEN HEARTBEAT OFFER ANSWER CANDIDATE EXPIRE ACK ROOM GOAWAY JOIN PART STATUS ALLOW CHALLENGE CHALLENGE-REPLY CHALLENGE-CANCEL'.split(
    ' ',
  );

/** Frames from nearly right to nonsense. LEAVE without a destination is left out: it closes its socket. */
function anyFrame(): fc.Arbitrary<string | Buffer> {
  const peer = fc.constantFrom('ann', 'witness', 'nobody', 'no id!', '__proto__', 17, null);
  const payload = fc.record(
    {
      mid: fc.oneof(fc.constant('m1'), fc.anything()),
      version: fc.constantFrom(1, 2, '1'),
      room: fc.constantFrom('lobby', 'elsewhere', '', 3),
      status: fc.constantFrom('available', 'away', 'asleep', null),
      allow: fc.oneof(fc.constant(['witness']), fc.array(peer), fc.anything()),
      to: peer,
      challenge: fc.constantFrom('c1', '', 'c'.repeat(100)),
      reply: fc.constantFrom('accept', 'perhaps'),
      connectionId: fc.string(),
    },
    { requiredKeys: [] },
  );
  const message = fc.record(
    {
      type: fc.oneof(fc.constantFrom(...TYPES), fc.anything()),
      src: peer,
      dst: peer,
      payload: fc.oneof(payload, fc.anything()),
    },
    { requiredKeys: [] },
  );
  const depth = fc.integer({ min: 1, max: 100_000 });
  return fc.oneof(
    { weight: 6, arbitrary: message.map((value) => stringify(value)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
    { weight: 1, arbitrary: fc.constantFrom('', 'null', '[]', '0', '"', '{"type":"OFFER"') },
    {
      weight: 1,
      arbitrary: depth.map(
        (levels) => `{"type":"OFFER","dst":"witness","payload":${'['.repeat(levels)}${']'.repeat(levels)}}`,
      ),
    },
  );
}

function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    // A BigInt in what was generated.
    return '{"type":"JOIN","payload":{"mid":';
  }
}

test('whatever a client sends, it and the others are still answered', async () => {
  const service = await startService({ presenceTickMs: 1 });
  const witness = await join(service, 'witness');
  await fc.assert(
    fc.asyncProperty(fc.array(anyFrame(), { minLength: 1, maxLength: 60 }), async (frames) => {
      const hostile = await open(service, 'ann');
      for (const frame of frames) hostile.socket.send(frame);
      await hostile.settle();
      expect(hostile.closeCode).toBe(null);
      await hostile.vanish();
      expect(await ask(witness, 'ALLOW', { allow: [] })).toMatch(/^ACK$|^request\/rate$/);
    }),
    { numRuns: 60 },
  );
  expect(witness.received.filter(({ src }) => src !== undefined)).toEqual([]);
}, 30_000);

test('a handshake of any kind is answered by ERROR or OPEN', async () => {
  const service = await startService();
  const text = fc.option(fc.string({ unit: 'grapheme', maxLength: 80 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(fc.record({ id: text, token: text, key: text }), async (handshake) => {
      const peer = await dial(service.url, handshake);
      const { type } = await peer.find(() => true);
      expect(['OPEN', 'ERROR']).toContain(type);
      await peer.vanish();
    }),
    { numRuns: 100 },
  );
}, 30_000);

test('junk from a client that joined is refused; from a stock client it is dropped', async () => {
  const service = await startService();
  const ann = await join(service, 'ann');
  const stock = await open(service, 'stock');
  for (const peer of [ann, stock]) {
    peer.sendText('');
    peer.send({ type: 'HELLO' });
    await peer.settle();
  }
  expect(ann.ofType('REFUSED').map(({ payload }) => payload)).toEqual([
    { mid: null, code: 'request/malformed' },
    { mid: null, code: 'request/malformed' },
  ]);
  expect(stock.received).toEqual([{ type: 'OPEN' }]);
  expect(service.metrics.of('frame/unreadable')).toBe(2);
  expect(service.metrics.of('frame/unknown-type')).toBe(2);
});

test('a flood of junk is not answered piece by piece', async () => {
  const service = await startService();
  const ann = await join(service, 'ann');
  for (let count = 0; count < 1000; count += 1) ann.sendText('');
  await ann.settle();
  expect(service.metrics.of('frame/unreadable')).toBe(1000);
  expect(ann.ofType('REFUSED').length).toBeLessThan(100);
});

test('an OFFER for which there is no space to wait expires at once', async () => {
  const service = await startService({ expireTimeoutMs: 60_000 });
  const ann = await open(service, 'ann');
  for (let count = 0; count < HELD_PER_PEER_MAX; count += 1) {
    ann.send({ type: 'CANDIDATE', dst: 'bob', payload: count });
  }
  await ann.settle();
  expect(service.metrics.of('relay/full')).toBe(0);
  ann.send({ type: 'CANDIDATE', dst: 'bob', payload: 'one more' });
  ann.send({ type: 'OFFER', dst: 'bob', payload: 'one more' });
  await ann.next('EXPIRE');
  expect(service.metrics.of('relay/full')).toBe(2);
});

test('an OFFER to what cannot be an id expires at once', async () => {
  const service = await startService({ expireTimeoutMs: 60_000 });
  const ann = await open(service, 'ann');
  ann.send({ type: 'OFFER', dst: 'no id!', payload: 1 });
  expect(await ann.next('EXPIRE')).toEqual({ type: 'EXPIRE', src: 'no id!', dst: 'ann' });
});

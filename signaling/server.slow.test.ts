import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import type { Signaling } from './server.ts';
import { eventually } from './testing/eventually.ts';
import { upgradeRaw } from './testing/raw-socket.ts';
import { open, startService } from './testing/service.ts';

/** A client that completes its handshake and never reads again, nor answers anything. */
async function openDeaf({ port }: Signaling): Promise<void> {
  const socket = await upgradeRaw(port, '/peerjs?key=peerjs&id=deaf&token=t');
  socket.pause();
}

async function gauge({ metrics }: Signaling): Promise<number> {
  return Number(/active_connections\{kind="peerjs"\} (\d+)/.exec(await metrics.text())?.[1]);
}

test('a client that never reads is closed, and its TCP connection ended, though it answers nothing', async () => {
  const service = await startService({ backpressureCloseBytes: 500_000, handshakeTimeoutMs: 300 });
  await openDeaf(service);
  const ann = await open(service, 'ann');
  expect(await gauge(service)).toBe(2);
  const payload = 'x'.repeat(200_000);
  await eventually(async () => {
    for (let count = 0; count < 10; count += 1) ann.send({ type: 'OFFER', dst: 'deaf', payload });
    await ann.settle();
    expect(service.metrics.of('backpressure/closed')).toBe(1);
  });
  await eventually(async () => expect(await gauge(service)).toBe(1));
  // Its id is free again.
  await open(service, 'deaf', { token: 'another' });
});

test('a drain ends in time, though clients read nothing and never finish their handshakes', async () => {
  const service = await startService({ drainTimeoutMs: 500 });
  await openDeaf(service);
  const ann = await open(service, 'ann');
  const payload = 'x'.repeat(200_000);
  for (let count = 0; count < 20; count += 1) ann.send({ type: 'OFFER', dst: 'deaf', payload });
  await ann.settle();
  const halfOpen = connect({ port: service.port, host: '127.0.0.1' });
  const ended = once(halfOpen, 'close');
  halfOpen.on('error', () => {}).write('GET /peerjs?key=peerjs&id=half&tok');
  await once(halfOpen, 'connect');
  const before = performance.now();
  await service.drain();
  // Not for as long as a handshake may take.
  expect(performance.now() - before).toBeLessThan(10_000);
  expect(await ann.closed).toBe(1012);
  await ended;
});

/** The raw relay as a part of the whole service. */
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { Signaling } from '../server.ts';
import { joinedOf } from '../testing/raw-relay.ts';
import { RawPeer } from '../testing/raw-peer.ts';
import { open, startService } from '../testing/service.ts';

function dial({ url }: Signaling, query: string, headers: Record<string, string> = {}): RawPeer {
  return new RawPeer(new WebSocket(`${url.replace('http', 'ws')}/?${query}`, { headers }));
}

/** The status that an upgrade is refused with. */
async function refusalOf(peer: RawPeer): Promise<unknown> {
  const [, response] = await once(peer.socket, 'unexpected-response');
  peer.socket.terminate();
  return Reflect.get(Object(response), 'statusCode');
}

test('a page of another origin is refused before it is in any room', async () => {
  const service = await startService({ allowedOrigins: ['https://example.org'], allowMissingOrigin: false });
  const ann = dial(service, 'roomId=den', { origin: 'https://example.org' });
  await joinedOf(ann);
  for (const headers of [{ origin: 'https://evil.net' }, { origin: 'null' }, {}]) {
    expect(await refusalOf(dial(service, 'roomId=den', headers))).toBe(403);
  }
  await ann.settle();
  expect(ann.ofType('peer-joined')).toEqual([]);
});

test('its connections count among those of their address, and are free again', async () => {
  const service = await startService({ connectionsPerIp: 2 });
  await open(service, 'ann');
  const bob = dial(service, 'roomId=den');
  await joinedOf(bob);
  expect(await refusalOf(dial(service, 'roomId=den'))).toBe(429);
  await bob.close();
  const cat = dial(service, 'roomId=den');
  expect((await joinedOf(cat)).peers).toEqual([]);
});

test('with ENABLE_AUTH nobody comes in without a token', async () => {
  const service = await startService({ enableAuth: true, ticketSecrets: ['x'.repeat(32)] });
  for (const query of ['roomId=den', 'roomId=den&token=made-up']) {
    const peer = dial(service, query);
    expect(await peer.closed).toBe(1008);
    expect(peer.received).toEqual([{ type: 'error', code: 'auth/missing' }]);
  }
});

test('a client of the PeerJS protocol neither reaches nor sees a member of a raw room', async () => {
  const service = await startService({ allowDiscovery: true });
  const raw = dial(service, 'roomId=den');
  const { id } = await joinedOf(raw);
  const ann = await open(service, 'ann');
  for (const dst of [id, `raw/${id}`, 'raw/den']) ann.send({ type: 'OFFER', dst, payload: {} });
  await ann.next('EXPIRE');
  await ann.settle();
  await raw.settle();
  expect(raw.received.map(({ type }) => type)).toEqual(['joined']);
  const peers = await fetch(`${service.url}/peerjs/peers`);
  expect(await peers.json()).toEqual(['ann']);
});

test('a service that goes down tells everybody to come back', async () => {
  const service = await startService();
  const peer = dial(service, 'roomId=den');
  await joinedOf(peer);
  await service.drain();
  expect(await peer.closed).toBe(1012);
  expect(peer.received.at(-1)).toMatchObject({ type: 'goaway', reason: 'shutdown' });
});

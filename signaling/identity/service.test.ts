import { decodeJwt } from 'jose';
import { expect, test } from 'vitest';
import { BrowserKey, fetchIdentity } from '../testing/identity.ts';
import { dial } from '../testing/raw-peer.ts';
import { open, startService } from '../testing/service.ts';

test('a ticket opens its id; a renewed one takes it over; nobody else gets it, there or not', async () => {
  const service = await startService();
  const key = await BrowserKey.create();
  const { id, ticket } = await fetchIdentity(`${service.url}/peerjs`, key);
  const first = await open(service, id, { token: ticket });
  const renewed = await fetchIdentity(`${service.url}/peerjs`, key, { ticket });
  expect(renewed.id).toBe(id);
  const second = await open(service, id, { token: renewed.ticket });
  expect(await first.closed).toBe(4001);

  const stranger = await dial(service.url, { id, token: '0.made-up' });
  await stranger.next('ID-TAKEN');
  second.send({ type: 'LEAVE' });
  await second.closed;
  const later = await dial(service.url, { id, token: '0.made-up' });
  await later.next('ID-TAKEN');
});

test('what is wrong with a ticket is said before OPEN', async () => {
  const service = await startService();
  const { id, ticket } = await fetchIdentity(`${service.url}/peerjs`);
  const changed = `${ticket.slice(0, -2)}${ticket.endsWith('AA') ? 'BB' : 'AA'}`;
  for (const [as, token, code] of [
    ['somebody-else', ticket, 'auth/subject'],
    [id, changed, 'auth/signature'],
  ] as const) {
    const peer = await dial(service.url, { id: as, token });
    expect((await peer.next('ERROR')).payload).toMatchObject({ code });
    expect(await peer.closed).toBe(1008);
  }
});

test('where tokens must be signed, a ticket is let in and a made-up token is not', async () => {
  const service = await startService({ enableAuth: true, ticketTtlSeconds: 60 });
  const { id, ticket, ttlSeconds } = await fetchIdentity(`${service.url}/peerjs`);
  expect(ttlSeconds).toBe(60);
  const { exp = 0, iat = 0 } = decodeJwt(ticket);
  expect(exp - iat).toBe(60);
  await open(service, id, { token: ticket });
  const stock = await dial(service.url, { id: 'ann', token: '0.made-up' });
  expect((await stock.next('ERROR')).payload).toMatchObject({ code: 'auth/missing' });
});

test('a page of another origin may ask for an identity', async () => {
  const { url } = await startService();
  const response = await fetch(`${url}/peerjs/identity`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://elsewhere.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe('https://elsewhere.example');
  expect(response.headers.get('access-control-allow-methods')).toContain('POST');
  expect(response.headers.get('access-control-allow-headers')).toContain('content-type');
});

import { expect, test } from 'vitest';
import { startService } from '../testing/service.ts';

const ALLOWED = 'https://game.example';

test('a page of an allowed origin may ask, and read the answer', async () => {
  const { url } = await startService({ allowedOrigins: [ALLOWED] });
  const response = await fetch(`${url}/peerjs/id`, { headers: { origin: ALLOWED } });
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  expect(response.headers.get('vary')).toBe('Origin');
});

test.each(['https://evil.example', 'http://game.example', 'https://game.example:444', 'null'])(
  'a page of %s is refused before anything happens, and may not even read why',
  async (origin) => {
    const { url } = await startService({ allowedOrigins: [ALLOWED] });
    for (const [method, endpoint] of [
      ['GET', 'id'],
      ['GET', 'identity'],
      ['POST', 'identity'],
      ['OPTIONS', 'identity'],
    ] as const) {
      const response = await fetch(`${url}/peerjs/${endpoint}`, { method, headers: { origin } });
      expect([response.status, await response.json()]).toEqual([403, { code: 'origin/forbidden' }]);
      expect(response.headers.get('access-control-allow-origin')).toBe(null);
    }
  },
);

test('health is for everybody: load balancers have no origin', async () => {
  const { url } = await startService({ allowedOrigins: [ALLOWED], allowMissingOrigin: false });
  expect((await fetch(`${url}/serving`)).status).toBe(200);
  expect((await fetch(`${url}/peerjs/id`)).status).toBe(403);
});

test('a preflight allows the methods that there are, and the headers that were asked for', async () => {
  const { url } = await startService({ allowedOrigins: [ALLOWED] });
  const response = await fetch(`${url}/peerjs/identity`, {
    method: 'OPTIONS',
    headers: {
      origin: ALLOWED,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(response.status).toBe(204);
  expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  expect(response.headers.get('access-control-allow-methods')).toBe('GET,HEAD,POST');
  expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
});

test('who asks too often is told when to come back, in a way that a page can read', async () => {
  const { url, metrics } = await startService({
    allowedOrigins: [ALLOWED],
    rateLimits: {
      connectionsPer10s: 1000,
      messagesPer10s: 1000,
      ipMessagesPer10s: 3,
      roomMessagesPer10s: 1000,
    },
  });
  const ask = () => fetch(`${url}/peerjs/id`, { headers: { origin: ALLOWED } });
  const answers: Response[] = [];
  // More than two windows let through, since one may end meanwhile.
  for (let n = 0; n < 8; n += 1) answers.push(await ask());
  const refused = answers.filter(({ status }) => status !== 200);
  expect(refused.length).toBeGreaterThanOrEqual(2);
  for (const response of refused) {
    expect([response.status, await response.json()]).toEqual([429, { code: 'limit/address' }]);
    expect(response.headers.get('retry-after')).toBe('10');
    expect(response.headers.get('access-control-allow-origin')).toBe(ALLOWED);
  }
  expect(await metrics.text()).toContain(
    `signaling_refusals_total{code="limit/address"} ${refused.length}\n`,
  );
});

import { expect, test } from 'vitest';
import { createLog, type Logger } from './log.ts';
import { dial } from './testing/raw-peer.ts';
import { join, startService } from './testing/service.ts';

function logTo(lines: string[], pretty = false): Logger {
  return createLog('trace', { pretty, destination: { write: (line) => void lines.push(line) } });
}

/** Like a ticket: three parts in base64url, the first a JSON header. */
const TICKET = `${Buffer.from('{"alg":"HS256","typ":"JWT"}').toString('base64url')}.c2VjcmV0LXBheWxvYWQ.c2VjcmV0LXNpZw`;
const SECRETS = [
  'very-secret-token',
  TICKET,
  'c2VjcmV0LXBheWxvYWQ',
  'very-secret-bearer',
  'very-secret-reason',
];

test('no log line of a whole life holds a token, a ticket, a bearer or a query', async () => {
  const lines: string[] = [];
  const service = await startService({ log: logTo(lines), metricsToken: 'very-secret-bearer' });
  const { url } = service;
  const peer = await join(service, 'ann', { token: 'very-secret-token' });
  const ticketed = await dial(url, { id: 'bob', token: TICKET });
  const doubled = await dial(url, { id: 'ann', token: TICKET });
  await Promise.all([
    doubled.closed,
    dial(url, { id: '?', token: 'very-secret-token' }).then((odd) => odd.closed),
  ]);
  const authorization = 'Bearer very-secret-bearer';
  await fetch(`${url}/peerjs/id?token=very-secret-token`, { headers: { authorization } });
  await fetch(`${url}/peerjs/ice?token=${TICKET}`, { headers: { authorization } });
  await fetch(`${url}/metrics`, { headers: { authorization } });
  await fetch(`${url}/nowhere?token=very-secret-token`);
  await fetch(`${url}/peerjs/identity`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ proof: TICKET }),
  });
  peer.socket.close(1000, 'very-secret-reason');
  await peer.closed;
  await service.drain();
  await ticketed.closed;
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(
    expect.arrayContaining(['listening', 'request', 'connection closed', 'draining']),
  );
  const all = lines.join('');
  for (const secret of SECRETS) expect(all).not.toContain(secret);
  expect(all).not.toContain('?');
});

test.each([
  ['a field', { token: 'very-secret-token' }],
  ['a deep field', { request: { headers: { authorization: 'Basic very-secret-bearer' } } }],
  ['a URL', { url: '/peerjs?key=peerjs&id=ann&token=very-secret-token' }],
  ['an error', { err: new Error(`cannot verify ${TICKET} of Bearer very-secret-bearer`) }],
  ['a URL of Redis', { reason: 'no answer from redis://user:very-secret-token@redis.example:6379' }],
  ['a text with quotes', { ticket: '"very-secret-token' }],
])('%s with a secret that is logged by mistake has it taken out', (_what, fields) => {
  for (const pretty of [false, true]) {
    const lines: string[] = [];
    logTo(lines, pretty).error(fields, 'oops');
    const all = lines.join('');
    expect(all).toContain('oops');
    expect(all).toContain('[removed]');
    for (const secret of SECRETS) expect(all).not.toContain(secret);
  }
});

test('a line that holds nothing secret is as it was', () => {
  const lines: string[] = [];
  const fields = { peer: 'rare-geckos-jam', reason: 'is it? no = yes', eyJ: 'eyJ', path: '/a.b.c' };
  logTo(lines).info(fields, 'what? "token":"kept" tickets = 1');
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines.join(''))).toMatchObject({ ...fields, msg: 'what? "token":"kept" tickets = 1' });
});

test('lines for people are no JSON', () => {
  const lines: string[] = [];
  logTo(lines, true).warn({ peer: 'ann' }, 'something');
  expect(lines.join('')).toMatch(/WARN.*something.*ann/);
});

test('one line tells the life of a connection', async () => {
  const lines: string[] = [];
  const service = await startService({ log: logTo(lines) });
  const peer = await join(service, 'ann');
  peer.socket.close(1000);
  await peer.closed;
  await service.drain();
  const lives = lines.map((line) => JSON.parse(line)).filter(({ peer: id }) => id === 'ann');
  expect(lives).toEqual([
    expect.objectContaining({
      level: 30,
      msg: 'connection closed',
      request: expect.stringMatching(/^[\w-]{3,20}$/),
      joined: true,
      code: 1000,
      openMs: expect.any(Number),
    }),
  ]);
});

test('a request is found in the log by the id that its answer has', async () => {
  const lines: string[] = [];
  const { url } = await startService({ log: logTo(lines) });
  const ask = async (given?: string): Promise<string> => {
    const headers = given === undefined ? {} : { 'x-request-id': given };
    return (await fetch(`${url}/peerjs/id`, { headers })).headers.get('x-request-id') ?? '';
  };
  expect(await ask('from-proxy:1')).toBe('from-proxy:1');
  const own = await ask();
  expect(own).toMatch(/^[0-9a-f]{8}-\w+$/);
  expect(await ask()).not.toBe(own);
  for (const odd of ['a b', '"', 'x'.repeat(65), '<script>'])
    expect(await ask(odd)).toMatch(/^[0-9a-f]{8}-\w+$/);
  const logged = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
  expect(logged.slice(0, 2)).toMatchObject([
    { request: 'from-proxy:1', method: 'GET', route: '/peerjs/id', status: 200 },
    { request: own },
  ]);
});

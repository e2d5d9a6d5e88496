import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Coturn, startCoturn } from '../../signaling/testing/coturn.ts';
import { startInstance } from '../../signaling/testing/processes.ts';
import { readOptions } from './options.ts';
import { smoke } from './smoke.ts';

const TURN_SECRET = 'what-coturn-and-the-service-share';

/** As the build makes it: a page that names a file with a hash. */
const HTML = '<div id="root"></div><script type="module" src="./assets/index-a1b2c3.js"></script>';

let turn: Coturn;
/** Of a built client. */
let folder: string;
beforeAll(async () => {
  turn = await startCoturn(TURN_SECRET);
  folder = await mkdtemp(join(tmpdir(), 'smoke-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), HTML);
  await writeFile(join(folder, 'config.json'), '{}');
  await writeFile(join(folder, 'assets/index-a1b2c3.js'), '');
});
afterAll(async () => {
  await turn.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A real service, with the page and the TURN server unless the settings say otherwise. */
async function service(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const TURN_URLS = `turn:127.0.0.1:${turn.port},turn:127.0.0.1:${turn.port}?transport=tcp`;
  const STUN_URLS = `stun:127.0.0.1:${turn.port}`;
  const { url, kill } = await startInstance({
    CLIENT_DIR: folder,
    TURN_URLS,
    TURN_SECRET,
    STUN_URLS,
    ...env,
  });
  onTestFinished(async () => void (await kill()));
  return url;
}

async function host(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return urlOf(server);
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('it does not listen');
  return `http://127.0.0.1:${address.port}`;
}

/** The lines of a run without browsers: the end-to-end tests have the page that those need. */
async function run(args: readonly string[], env = {}): Promise<readonly string[]> {
  const read = readOptions([...args, '--no-browser'], env);
  if (read.type !== 'options') throw new Error(JSON.stringify(read));
  const lines: string[] = [];
  await smoke(read.options, (line) => lines.push(line));
  return lines;
}

const failsIn = (lines: readonly string[]): readonly string[] =>
  lines.filter((line) => line.startsWith('fail')).map((line) => line.slice('fail  '.length));

test('a service that is well passes in all, but for what http cannot have', async () => {
  const lines = await run([await service()]);
  expect(failsIn(lines)).toEqual([]);
  expect(lines.filter((line) => line.startsWith('skip'))).toEqual(['skip  HSTS: the page is not on https']);
  expect(lines.at(-1)).toBe('14 passed, 0 failed, 1 skipped');
  expect(lines).toContainEqual(expect.stringMatching(/^pass {2}TURN: turn:.*turn:/));
});

test('another key, another path', async () => {
  const url = await service({ PEERJS_KEY: 'other', PEERJS_PATH: '/signal' });
  expect(failsIn(await run([`${url}/signal`, '--key', 'other', '--page', 'none']))).toEqual([]);
  const lines = await run([`${url}/signal`, '--page', 'none']);
  expect(failsIn(lines)).toContainEqual(expect.stringMatching(/^id: status 404/));
});

test('where nothing listens it says so once, and does not go on', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const url = urlOf(closed);
  closed.close();
  await once(closed, 'close');
  const lines = await run([url]);
  expect(failsIn(lines)).toEqual([expect.stringMatching(/^health: .*ECONNREFUSED/)]);
  expect(lines).toContainEqual(expect.stringContaining('-> Nothing listens there'));
  expect(lines.at(-1)).toBe('0 passed, 1 failed, 14 skipped');
});

test('what never answers takes no longer than it may', async () => {
  const lines = await run([await host(() => undefined), '--timeout', '1']);
  expect(failsIn(lines)).toEqual(['health: no end after 1 s']);
});

test('a program that is not this service is not taken for one', async () => {
  const url = await host((_request, response) => response.end('<h1>It works!</h1>'));
  expect(failsIn(await run([url]))).toEqual(['health: status 200 at /health']);
});

test('a page that is hosted without headers is told each of them, and the service passes', async () => {
  const url = await service();
  const page = await host((request, response) => {
    if (request.url === '/config.json') response.end(JSON.stringify({ signaling: url }));
    else if (request.url === '/') response.setHeader('content-type', 'text/html').end(HTML);
    else response.end();
  });
  const fails = failsIn(await run([url, '--page', page]));
  expect(fails.map((line) => line.split(':')[0])).toEqual([
    'content security policy',
    'nosniff',
    'page is not kept',
    'assets are kept',
    'config.json',
  ]);
});

test('a service that serves no page is told how to, or to say that there is none', async () => {
  const lines = await run([await service({ CLIENT_DIR: '' })]);
  expect(failsIn(lines)).toEqual([expect.stringMatching(/^page: status 404/)]);
  expect(lines).toContainEqual(expect.stringContaining('-> Build the client and serve it there'));
});

test('a page that uses another service, or lacks its files, is found out', async () => {
  const url = await service();
  const page = await host((request, response) => {
    response.setHeader('cache-control', 'no-store');
    if (request.url === '/config.json') response.end(JSON.stringify({ signaling: 'https://other.example' }));
    else if (request.url === '/') response.setHeader('content-type', 'text/html').end(HTML);
    else response.writeHead(404).end();
  });
  const fails = failsIn(await run([url, '--page', page]));
  expect(fails).toContainEqual(expect.stringMatching(/^config\.json: .*https:\/\/other\.example/));
  expect(fails).toContainEqual(expect.stringMatching(/^assets are kept: status 404/));
});

test('a service that does not know the page’s origin refuses it everywhere, and it is told which to add', async () => {
  const url = await service({ ALLOWED_ORIGINS: 'https://game.example' });
  const lines = await run([url]);
  expect(failsIn(lines).map((line) => line.split(':')[0])).toEqual(['id', 'identity']);
  expect(lines).toContainEqual(expect.stringContaining(`ALLOWED_ORIGINS: ${url}`));
});

test('a TURN server with another secret, and one that is not there, are told apart', async () => {
  const other = await run([await service({ TURN_SECRET: 'another' })]);
  expect(failsIn(other)).toEqual([
    expect.stringMatching(/^TURN: .*refuses the credentials of the service \(401\)$/),
  ]);
  const gone = await run([
    await service({
      TURN_URLS: `turn:127.0.0.1:9,turn:127.0.0.1:${turn.port},turn:127.0.0.1:9?transport=tcp`,
    }),
    '--timeout',
    '2',
  ]);
  // All of those that are broken, and nothing of the other.
  const [said = '', ...more] = failsIn(gone);
  expect(more).toEqual([]);
  expect(said).toContain('turn:127.0.0.1:9: it does not answer');
  expect(said).toMatch(/turn:127\.0\.0\.1:9\?transport=tcp: .*ECONNREFUSED/);
  expect(said).not.toContain(`${turn.port}`);
});

test('where only an outside issuer’s users are let in, their tokens open everything', async () => {
  const secret = 'a-secret-of-at-least-thirty-two-characters';
  const url = await service({ ENABLE_AUTH: 'true', JWT_SECRET: secret });
  const tokens = await Promise.all(
    ['ann', 'bob'].map((user) =>
      new SignJWT({})
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject(user)
        .setExpirationTime('5 min')
        .sign(new TextEncoder().encode(secret)),
    ),
  );
  expect(failsIn(await run([url], { SMOKE_BEARER: tokens.join(' ') }))).toEqual([]);
  const one = await run([url], { SMOKE_BEARER: tokens[0] });
  expect(one).toContainEqual(expect.stringMatching(/^skip {2}two clients meet: SMOKE_BEARER holds one/));
  const none = await run([url]);
  expect(none).toContainEqual(expect.stringContaining('-> The service wants a token'));
  expect(none.join('\n')).not.toContain(secret);
});

test.each([
  [['--help'], 0, 'Exit code'],
  [[], 2, 'Give the one URL'],
  [['http://127.0.0.1:1'], 1, 'fail  health'],
] as const)('the program with %j ends with %i', async (args, code, said) => {
  const child = spawn(process.execPath, ['scripts/smoke.mjs', ...args]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const [exit] = await once(child, 'close');
  expect([exit, text]).toEqual([code, expect.stringContaining(said)]);
});

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeCertificate } from '../scripts/lan/certificate.ts';
import { usage } from './config/index.ts';
import { dial, type RawPeer } from './testing/raw-peer.ts';

interface Program {
  readonly child: ChildProcess;
  readonly output: Promise<string>;
  readonly errors: Promise<string>;
  readonly exitCode: Promise<unknown>;
}

function run(environment: Record<string, string>, args: readonly string[] = []): Program {
  const child = spawn(process.execPath, [fileURLToPath(new URL('main.ts', import.meta.url)), ...args], {
    env: { HOST: '127.0.0.1', PORT: '0', CLIENT_DIR: '', LOG_LEVEL: 'warn', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return {
    child,
    output: text(child.stdout),
    errors: text(child.stderr),
    exitCode: once(child, 'exit').then(([code]: unknown[]) => code),
  };
}

/** Starts the program and reads the address that it prints. */
async function start(environment: Record<string, string> = {}) {
  const program = run(environment);
  let printed = '';
  program.child.stdout?.on('data', (data: Buffer) => {
    printed += data.toString();
  });
  const url = await vi.waitFor(
    () => {
      const address = /at (https?:\S+)\n/.exec(printed)?.[1];
      if (address === undefined) throw new Error(`no address in ${JSON.stringify(printed)}`);
      return address;
    },
    { timeout: 25_000 },
  );
  return { ...program, url };
}

/** A port that somebody else listens on. */
async function takenPort(): Promise<number> {
  const holder = createServer();
  onTestFinished(() => void holder.close());
  holder.listen(0, '127.0.0.1');
  await once(holder, 'listening');
  const address = holder.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return port;
}

/** All that is printed when the service has started at an address. */
function addresses(url: string): string {
  return `Signaling service at ${url}\nRooms for any WebRTC app: ${url.replace('http', 'ws')}/?roomId=\n`;
}

test.each(['--help', '-h'])(
  '%s prints how to use it and every variable, and starts nothing',
  async (flag) => {
    const { output, errors, exitCode } = run({ PORT: 'not read' }, [flag]);
    expect(await exitCode).toBe(0);
    expect(await output).toBe(usage());
    expect(await errors).toBe('');
  },
);

test.each([['--port=80'], ['serve'], ['--help', '--verbose']])(
  'an argument that it does not know ends the start with one line: %s %s',
  async (...args) => {
    const { output, errors, exitCode } = run({}, args);
    expect(await exitCode).toBe(2);
    expect(await errors).toBe(`"${args.at(-1)}" is not understood; --help says what is\n`);
    expect(await output).toBe('');
  },
);

test('a wrong value ends the start with one line that names it', async () => {
  const { errors, output, exitCode } = run({ ALIVE_TIMEOUT_MS: 'soon' });
  expect(await exitCode).toBe(1);
  expect(await errors).toBe('ALIVE_TIMEOUT_MS must be a whole number from 1000 to 3600000, not "soon"\n');
  expect(await output).toBe('');
});

test('a taken port ends the start with one line that says what to do', async () => {
  const port = await takenPort();
  const { errors, output, exitCode } = run({ PORT: `${port}` });
  expect(await exitCode).toBe(1);
  const other = port < 65_535 ? port + 1 : 9000;
  expect(await errors).toBe(
    `Port ${port} is taken. Stop the program that uses it or choose another: PORT=${other} npm start\n`,
  );
  expect(await output).toBe('');
});

test('a health port that is taken is told apart from the other', async () => {
  const port = await takenPort();
  const { errors, exitCode } = run({ HEALTH_PORT: `${port}` });
  expect(await exitCode).toBe(1);
  expect(await errors).toBe(
    `Port ${port} is taken. Stop the program that uses it or choose another HEALTH_PORT.\n`,
  );
});

test('a host that is not here ends the start with one line', async () => {
  const { errors, exitCode } = run({ HOST: '203.0.113.1' });
  expect(await exitCode).toBe(1);
  expect(await errors).toBe('HOST "203.0.113.1" is not an address of this machine.\n');
});

test('HTTPS without a certificate ends the start with one line that says what to do', async () => {
  const { errors, output, exitCode } = run({ HTTPS: '1' });
  expect(await exitCode).toBe(1);
  expect(await errors).toBe(
    'HTTPS needs TLS_CERT and TLS_KEY here; only npm start makes a certificate by itself\n',
  );
  expect(await output).toBe('');
});

test('with a certificate the address is an https one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tls-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { cert, key } = await makeCertificate(['127.0.0.1'], new Date());
  await writeFile(join(folder, 'cert.pem'), cert);
  await writeFile(join(folder, 'key.pem'), key);
  const { child, url, output, errors, exitCode } = await start({
    TLS_CERT: join(folder, 'cert.pem'),
    TLS_KEY: join(folder, 'key.pem'),
  });
  child.kill('SIGTERM');
  expect(await exitCode).toBe(0);
  expect(url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
  expect(await output).toBe(addresses(url));
  expect(await errors).toBe('');
});

test.each(['SIGTERM', 'SIGINT'] as const)(
  'with clients connected, %s lets them go and ends with 0; all that is printed are the addresses',
  async (signal) => {
    const { child, url, output, errors, exitCode } = await start();
    const peers: RawPeer[] = [];
    for (const id of ['ann', 'bob']) {
      const peer = await dial(url, { id, token: 't' });
      await peer.next('OPEN');
      peers.push(peer);
    }
    child.kill(signal);
    for (const peer of peers) expect(await peer.closed).toBe(1012);
    expect(await exitCode).toBe(0);
    expect(await output).toBe(addresses(url));
    expect(await errors).toBe('');
  },
);

test('without HOST it is reached at localhost, by both address families', async () => {
  const { url } = await start({ HOST: '' });
  expect(url).toMatch(/^http:\/\/localhost:\d+$/);
  expect(await (await fetch(`${url.replace('localhost', '127.0.0.1')}/readyz`)).text()).toBe('ready');
});

test('with a client the line says what is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'client-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>page</title>');
  const { child, output, exitCode } = await start({ CLIENT_DIR: folder });
  child.kill('SIGTERM');
  expect(await exitCode).toBe(0);
  expect(await output).toMatch(/^Ultimate Tic Tac Toe is at http:\/\/127\.0\.0\.1:\d+\nRooms .*\n$/);
});

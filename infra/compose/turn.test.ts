/** The TURN server of `compose.yaml`: its settings are taken by a real one, and go with those of the service. */
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from '../../signaling/testing/eventually.ts';
import { guardFolder, spawnGuarded } from '../../signaling/testing/processes-left.ts';
import { askRelay, parseStunUrl, type StunServer } from '../../signaling/testing/stun.ts';
import { freePort } from '../../signaling/testing/free-port.ts';
import { readCompose } from './compose.ts';

/** Above those of the other tests' TURN servers. */
const RELAY_PORTS = { 'min-port': 63_000, 'max-port': 63_999 } as const;
const LOOPBACK = '127.0.0.1';
const ANSWER_TIMEOUT_MS = 10_000;

const TURN_SECRET = 'turn-secret-of-a-test';
const secrets = ['REDIS_PASSWORD', 'TICKET_SECRET', 'METRICS_TOKEN'].map((name) => [name, 'x'.repeat(32)]);
const { services } = readCompose({ ...Object.fromEntries(secrets), PUBLIC_ADDRESS: LOOPBACK, TURN_SECRET });
const { command = [], ports = [] } = services['turn'] ?? {};

async function startTurnServer(): Promise<StunServer> {
  const folder = await mkdtemp(join(tmpdir(), 'turn-'));
  guardFolder(folder);
  const port = await freePort();
  const elsewhere = Object.entries({ ...RELAY_PORTS, 'listening-port': port });
  const moved = command.map((option) => {
    const [name, value] = elsewhere.find(([each]) => option.startsWith(`--${each}=`)) ?? [];
    return name === undefined ? option : `--${name}=${value}`;
  });
  const here = [`--listening-ip=${LOOPBACK}`, `--relay-ip=${LOOPBACK}`, `--userdb=${join(folder, 'db')}`];
  const program = process.env['TURNSERVER_PATH'] || 'turnserver';
  const child = spawnGuarded(program, ['-n', ...moved, ...here, `--pidfile=${join(folder, 'pid')}`], {
    cwd: folder,
  });
  child.stdout?.resume();
  child.stderr?.resume();
  onTestFinished(async () => {
    const ended = once(child, 'exit');
    if (child.kill('SIGKILL')) await ended;
  });
  return { kind: 'turn', host: LOOPBACK, port, transport: 'udp' };
}

test('gives relays to those whom the service sends, and to nobody else', async () => {
  const server = await startTurnServer();
  const username = `${Math.floor(Date.now() / 1000) + 60}:ann`;
  const ask = (secret: string) => {
    const credential = createHmac('sha1', secret).update(username).digest('base64');
    return askRelay(server, username, credential, ANSWER_TIMEOUT_MS);
  };
  await eventually(async () => expect(await ask(TURN_SECRET)).toBe('allocated'));
  expect(await ask('another secret')).toBe(401);
});

test('is where the service says that it is', () => {
  const { environment = {} } = services['signaling-1'] ?? {};
  const urls = ['STUN_URLS', 'TURN_URLS'].flatMap((name) => environment[name]?.split(',') ?? []);
  expect(urls).toHaveLength(3);
  const listening = command.find((option) => option.startsWith('--listening-port='))?.split('=')[1];
  for (const url of urls) {
    const { port, transport } = parseStunUrl(url) ?? {};
    expect(`${port}`, url).toBe(listening);
    expect(ports).toContain(`${port}:${port}/${transport}`);
  }
});

test('has every port that it relays from open', () => {
  const [first, last] = ['min-port', 'max-port'].map(
    (name) => command.find((option) => option.startsWith(`--${name}=`))?.split('=')[1],
  );
  expect(ports).toContain(`${first}-${last}:${first}-${last}/udp`);
});

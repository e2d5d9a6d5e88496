import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { handshakeOf, statusOf } from './handshakes.ts';
import { Random } from './random.ts';
import { Siege } from './siege.ts';

/** Always the same, unless somebody wants to try another; the long run has a new one each time. */
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const FRAMES = 6000;
const HANDSHAKES = 400;

let siege: Siege;
beforeAll(async () => {
  siege = await Siege.begin();
});
afterAll(() => siege.end());

function corpus(kind: 'frames' | 'handshakes'): readonly (readonly [name: string, text: string])[] {
  const folder = fileURLToPath(new URL(`corpus/${kind}/`, import.meta.url));
  return readdirSync(folder).map((name) => [
    name.replace('.txt', ''),
    readFileSync(folder + name, 'utf8').trimEnd(),
  ]);
}

/** Written with the line ends of a text file. */
function requestOf(text: string): Buffer {
  return Buffer.from(`${text.replaceAll('\n', '\r\n')}\r\n\r\n`, 'latin1');
}

test.each(corpus('frames'))('the frame "%s" harms nobody', async (_name, text) => {
  await siege.frame({ data: text, binary: false });
  await siege.isWell();
  expect(siege.watch.wrong).toEqual([]);
});

test.each(corpus('handshakes'))('the handshake "%s" is turned down and harms nobody', async (_name, text) => {
  const status = await statusOf(siege.service.port, requestOf(text));
  expect([0, 400, 403, 404, 405, 413, 415, 426, 431]).toContain(status);
  await siege.isWell();
  expect(siege.watch.wrong).toEqual([]);
});

test('generated frames harm nobody', { timeout: 60_000 }, async () => {
  await siege.frames(FRAMES, new Random(SEED));
  await siege.isWell();
  expect(siege.watch.wrong).toEqual([]);
  // They got past the doors: some were passed on, some were turned down by each schema.
  const { metrics } = siege.service;
  for (const counted of ['forward/local', 'frame/malformed', 'frame/unreadable', 'raw/malformed'] as const) {
    expect(metrics.of(counted), counted).toBeGreaterThan(100);
  }
});

test('generated handshakes harm nobody', { timeout: 60_000 }, async () => {
  const random = new Random(SEED);
  const statuses = new Map<number, number>();
  for (let sent = 0; sent < HANDSHAKES; sent += 1) {
    const status = await statusOf(siege.service.port, handshakeOf(random));
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  await siege.isWell();
  expect(siege.watch.wrong).toEqual([]);
  expect(statuses.get(500)).toBe(undefined);
  for (const status of [101, 200, 400, 404])
    expect(statuses.get(status) ?? 0, `${status}`).toBeGreaterThan(0);
});

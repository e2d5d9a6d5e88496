import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSignaling, type Signaling } from '../server.ts';
import { UNLIMITED } from '../testing/limits.ts';
import { readManual } from '../testing/manual.ts';
import { dial } from '../testing/raw-peer.ts';
import { DIFFERENCES } from './differences.ts';
import type { Scenario } from './scenario.ts';
import { SCENARIOS } from './scenarios.ts';
import { Stage } from './stage.ts';
import { SHORT_TIMES, VARIANT_NAMES, VARIANTS, type VariantName } from './variants.ts';

const children: ChildProcess[] = [];
const ours = new Map<VariantName, string>();
const running: Signaling[] = [];
let stock: ReadonlyMap<VariantName, string>;

async function startStock(...flags: string[]) {
  const program = fileURLToPath(new URL('stock.ts', import.meta.url));
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
  children.push(child);
  const line: unknown[] = await once(createInterface(child.stdout), 'line');
  const ports = v.parse(v.record(v.string(), v.number()), JSON.parse(String(line[0])));
  const urls = new Map(VARIANT_NAMES.map((name) => [name, `http://127.0.0.1:${ports[name]}`]));
  return { child, urls };
}

async function startOurs(name: VariantName): Promise<void> {
  const { expireTimeoutMs } = SHORT_TIMES;
  const options = {
    ...UNLIMITED,
    ...VARIANTS[name],
    port: 0,
    host: '127.0.0.1',
    expireTimeoutMs,
    logLevel: 'silent',
  } as const;
  const signaling = await createSignaling(options);
  running.push(signaling);
  ours.set(name, signaling.url);
}

async function playOn(urls: ReadonlyMap<VariantName, string>, { play, variant }: Scenario) {
  const stage = new Stage(urls.get(variant ?? 'usual') ?? '');
  await play(stage);
  return stage.finish();
}

async function playOnBoth(scenario: Scenario) {
  const [theirs, mine] = await Promise.all([playOn(stock, scenario), playOn(ours, scenario)]);
  return { stock: theirs, ours: mine };
}

beforeAll(async () => {
  stock = (await startStock()).urls;
  for (const name of VARIANT_NAMES) await startOurs(name);
});

afterAll(async () => {
  for (const signaling of running) await signaling.close();
  for (const child of children) child.kill();
});

describe('the same on the stock server and on ours', () => {
  const scenarios = SCENARIOS.filter(({ name }) => DIFFERENCES[name] === undefined);
  test.each(scenarios)('$name', async (scenario) => {
    const seen = await playOnBoth(scenario);
    expect(seen.ours).toEqual(seen.stock);
    expect(seen.ours).not.toEqual([]);
  });
});

describe('different on purpose', () => {
  const scenarios = SCENARIOS.flatMap((scenario) => {
    const difference = DIFFERENCES[scenario.name];
    return difference === undefined ? [] : [{ name: scenario.name, scenario, difference }];
  });
  test.each(scenarios)('$name', async ({ scenario, difference }) => {
    const seen = await playOnBoth(scenario);
    expect(seen).toEqual({ stock: difference.stock, ours: difference.ours });
    expect(seen.ours).not.toEqual(seen.stock);
  });
});

test('every listed difference is one of a scenario', () => {
  const names = new Set(SCENARIOS.map(({ name }) => name));
  expect(names.size).toBe(SCENARIOS.length);
  expect(Object.keys(DIFFERENCES).filter((name) => !names.has(name))).toEqual([]);
});

test('one empty frame ends a program that embeds the stock server, and not one that embeds ours', async () => {
  const { child, urls } = await startStock('--embedded');
  const victim = await dial(urls.get('usual') ?? '', { id: 'ann', token: 't' });
  await victim.next('OPEN');
  victim.sendText('');
  const exit: unknown[] = await once(child, 'exit');
  expect(exit[0]).toBe(1);

  const survivor = await dial(ours.get('usual') ?? '', { id: 'ann', token: 't' });
  await survivor.next('OPEN');
  survivor.sendText('');
  survivor.send({ type: 'OFFER', dst: 'ann', payload: 1 });
  await survivor.next('OFFER');
  await survivor.vanish();
});

test('the manual lists every difference with its reason', () => {
  const manual = readManual().replaceAll(/ +/g, ' ');
  const missing = Object.entries(DIFFERENCES).filter(
    ([name, { why }]) => !manual.includes(`| ${name} | ${why} |`),
  );
  expect(missing).toEqual([]);
});

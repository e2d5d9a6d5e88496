/** What hosts such as Heroku and Railway are told, and a start as they do it: a port, a Redis, and no more. */
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import * as v from 'valibot';
import { eventually } from '../../signaling/testing/eventually.ts';
import { spawnGuarded } from '../../signaling/testing/processes-left.ts';
import { startTlsRedis } from '../../signaling/testing/tls-redis.ts';
import { freePort } from '../../signaling/testing/free-port.ts';
import { problemWith } from '../testing/variables.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (name: string): string => readFileSync(`${ROOT}${name}`, 'utf8');

const Heroku = v.looseObject({
  env: v.record(
    v.string(),
    v.union([
      v.strictObject({ description: v.string(), value: v.string() }),
      v.strictObject({ description: v.string(), generator: v.literal('secret') }),
    ]),
  ),
});
const { env } = v.parse(Heroku, JSON.parse(read('app.json')));
const settings = Object.fromEntries(
  // A secret of Heroku's generator has 64 hexadecimal digits.
  Object.entries(env).map(([name, each]) => [name, 'value' in each ? each.value : 'a0'.repeat(32)]),
);

test('app.json has settings that the service knows and takes, whether Redis is there yet or not', () => {
  expect(problemWith(settings)).toBe(null);
  expect(problemWith({ ...settings, REDIS_URL: 'rediss://:secret@redis.example:6380' })).toBe(null);
});

test('the Procfile starts the service on the PORT and with the REDIS_URL that it is given, over TLS that nobody vouches for', async () => {
  const redis = await startTlsRedis();
  onTestFinished(() => redis.stop());
  const [, program = '', ...args] = /^web: (\S+) (.*)$/m.exec(read('Procfile')) ?? [];
  expect(program).toBe('node');
  const PORT = String(await freePort());
  const REDIS_URL = `rediss://:${encodeURIComponent(redis.password)}@127.0.0.1:${redis.port}`;
  const child = spawnGuarded(process.execPath, args.join(' ').split(' '), {
    cwd: ROOT,
    env: { PATH: process.env['PATH'], ...settings, PORT, REDIS_URL },
  });
  const lines: string[] = [];
  for (const output of [child.stdout, child.stderr]) {
    if (output !== null) createInterface({ input: output }).on('line', (line) => lines.push(line));
  }
  onTestFinished(() => void child.kill('SIGKILL'));
  await eventually(async () => {
    const response = await fetch(`http://127.0.0.1:${PORT}/readyz`);
    expect(response.status, lines.join('\n')).toBe(200);
  });
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  expect(lines.join('\n')).not.toContain(redis.password);
});

test('railway.json names a Dockerfile that is there, and gives clients time to go', () => {
  const Railway = v.looseObject({
    build: v.strictObject({ builder: v.literal('DOCKERFILE'), dockerfilePath: v.string() }),
    deploy: v.looseObject({
      healthcheckPath: v.literal('/serving'),
      // Numbers: texts are refused by Railway.
      healthcheckTimeout: v.number(),
      drainingSeconds: v.pipe(v.number(), v.minValue(9)),
    }),
  });
  const { build } = v.parse(Railway, JSON.parse(read('railway.json')));
  expect(existsSync(`${ROOT}${build.dockerfilePath}`)).toBe(true);
});

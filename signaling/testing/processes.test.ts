/** What the chaos rounds take for granted of the instances that they start. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type RunningInstance, startInstance } from './processes.ts';

// Each test starts programs, on a machine that may be busy.
async function start(env?: Readonly<Record<string, string>>): Promise<RunningInstance> {
  const instance = await startInstance(env);
  onTestFinished(() => void instance.kill());
  return instance;
}

test('a frozen instance keeps its sockets and answers nothing, until it is thawed', async () => {
  const [instance, other] = await Promise.all([start(), start()]);
  instance.freeze();
  const answers: string[] = [];
  const ask = async (name: string, { url }: RunningInstance): Promise<void> => {
    await fetch(`${url}/healthz`);
    answers.push(name);
  };
  const asked = ask('frozen', instance);
  await ask('other', other);
  instance.thaw();
  await asked;
  expect(answers).toEqual(['other', 'frozen']);
});

test('a killed instance is told nothing; one that is told to end does, even when it was frozen', async () => {
  const [killed, frozen] = await Promise.all([start(), start()]);
  expect(await killed.kill()).toEqual({ code: null, signal: 'SIGKILL' });
  frozen.freeze();
  expect(await frozen.terminate()).toEqual({ code: 0, signal: null });
  expect(await frozen.kill()).toEqual({ code: 0, signal: null });
});

test('an instance that cannot start says why', async () => {
  await expect(start({ ALIVE_TIMEOUT_MS: 'soon' })).rejects.toThrow('ALIVE_TIMEOUT_MS must be');
});

test('what a killed run has started ends with it', async () => {
  const module = new URL('processes.ts', import.meta.url).href;
  const run = spawn(
    process.execPath,
    [
      '--input-type=module',
      `--eval=const { startInstance } = await import('${module}');
      process.stdout.write((await startInstance()).url);
      setInterval(() => undefined, 1000);`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const printed = text(run.stdout);
  await once(run.stdout, 'readable');
  run.kill('SIGKILL');
  const url = await printed;
  expect(url).toMatch(/^http:/);
  await vi.waitFor(() => expect(fetch(`${url}/healthz`)).rejects.toThrow('fetch failed'), {
    timeout: 30_000,
  });
});

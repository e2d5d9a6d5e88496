import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startRedis } from '../../testing/redis.ts';
import type { Order, Report } from '../contract/instance-program.ts';
import { openInstance } from '../contract/on-redis.ts';
import { claim, envelope, eventually, RecordingLink } from '../contract/subject.ts';

const PROGRAM = fileURLToPath(new URL('../contract/instance-program.ts', import.meta.url));
const LEASE_MS = 1000;

function start(url: string, ids: readonly string[]): { child: ChildProcess; reports: Report[] } {
  const child = fork(PROGRAM, [url, `${LEASE_MS}`, ...ids]);
  const reports: Report[] = [];
  child.on('message', (report: Report) => reports.push(report));
  return { child, reports };
}

test('an instance that was stopped past its lease checks what it has before it delivers anything', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { child, reports } = start(server.url, ['ann', 'bob']);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const { realm, close } = await openInstance([server.url], { leaseMs: LEASE_MS });
  onTestFinished(close);
  await eventually(() => expect(reports).toHaveLength(2));
  expect(await realm.deliver(envelope('cy', 'ann', 'before', 'CHALLENGE'))).toBe('delivered');

  child.kill('SIGSTOP');
  // Taken by the kernel of the machine for the stopped process, which still seems to be there.
  realm.send(envelope('cy', 'ann', 'for the old one'), 'drop');
  realm.send(envelope('cy', 'bob', 'for bob'), 'drop');
  const newer = new RecordingLink();
  await eventually(async () => {
    expect((await realm.claim('ann', 'another owner', newer)).outcome).toBe('claimed');
  });

  child.kill('SIGCONT');
  await eventually(() => expect(reports).toContainEqual({ kind: 'received', id: 'bob', frame: 'for bob' }));
  await eventually(() => expect(newer.frames).toEqual(['for the old one']));
  expect(reports.filter(({ id, kind }) => id === 'ann' && kind !== 'ready')).toEqual([
    { kind: 'received', id: 'ann', frame: 'before' },
    { kind: 'replaced', id: 'ann' },
  ]);
  expect(newer.replacements).toBe(0);
  expect(await realm.deliver(envelope('cy', 'bob', 'after', 'CHALLENGE'))).toBe('delivered');
});

test('an instance whose connections broke while it was stopped delivers nothing before it has checked', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { child, reports } = start(server.url, ['bob', 'ann']);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const { realm, close } = await openInstance([server.url], { leaseMs: LEASE_MS });
  onTestFinished(close);
  await eventually(() => expect(reports).toHaveLength(2));
  child.kill('SIGSTOP');
  const newer = new RecordingLink();
  await eventually(async () => {
    expect((await realm.claim('ann', 'another owner', newer)).outcome).toBe('claimed');
  });
  const order: Order = { to: 'ann', frame: 'from the same instance' };
  child.send(order);
  for (const kind of ['normal', 'pubsub']) await server.command('CLIENT', 'KILL', 'TYPE', kind);
  child.kill('SIGCONT');
  await eventually(() => expect(reports).toContainEqual({ kind: 'replaced', id: 'ann' }));
  expect(reports.filter(({ kind }) => kind === 'received')).toEqual([]);
});

test('an id of an instance that was killed is free once its lease is over', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { child, reports } = start(server.url, ['ann']);
  const { realm, close } = await openInstance([server.url], { leaseMs: LEASE_MS });
  onTestFinished(close);
  await eventually(() => expect(reports).toHaveLength(1));
  expect((await realm.ids()).toSorted()).toEqual(['ann']);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(await realm.claim('ann', 'b', new RecordingLink())).toEqual({ outcome: 'taken' });
  await eventually(async () => {
    await claim(realm, 'ann', 'b');
  });
  expect(await realm.ids()).toEqual(['ann']);
});

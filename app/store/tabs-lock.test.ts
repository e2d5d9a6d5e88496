import { afterEach, describe, expect, test, vi } from 'vitest';
import { MemoryLocks } from './testing/locks.ts';
import { keepLock, type Locks, type Release } from './tabs-lock.ts';

/** The tests of the tabs run on a twin of the browser's locks: it has to do as the real ones of Node do, where it has them. */
const managers: (readonly [string, Locks])[] = [
  ['the twin', new MemoryLocks().of({ run: (task) => queueMicrotask(task) })],
];
if ('locks' in navigator) managers.push(['Node’s own', navigator.locks]);

const NAME = 'uttt:seat:test';
const ignore = (): void => undefined;
const patient = (): AbortSignal => new AbortController().signal;
let releases: Release[] = [];

afterEach(() => {
  for (const release of releases) release();
  releases = [];
});

describe.each(managers)('%s', (_name, locks) => {
  async function keep(signal = patient(), lost = ignore): Promise<Release | null> {
    const release = await keepLock(locks, NAME, { signal }, lost);
    if (release !== null) releases.push(release);
    return release;
  }

  test('one at a time, first come, first served', async () => {
    const first = await keep();
    const order: string[] = [];
    const second = keep().then((release) => (order.push('second'), release));
    const third = keep().then((release) => (order.push('third'), release));
    expect((await locks.query()).held?.map(({ name }) => name)).toEqual([NAME]);
    first?.();
    (await second)?.();
    await third;
    expect(order).toEqual(['second', 'third']);
  });

  test('who has waited long enough leaves the queue', async () => {
    const first = await keep();
    const patience = new AbortController();
    const second = keep(patience.signal);
    const third = keep();
    patience.abort();
    expect(await second).toBeNull();
    first?.();
    expect(await third).not.toBeNull();
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'a lock that is granted just when the wait ends (%i microtasks before) is kept or passed on',
    async (microtasks) => {
      const first = await keep();
      const patience = new AbortController();
      const second = keep(patience.signal);
      const third = keep();
      first?.();
      for (let i = 0; i < microtasks; i += 1) await Promise.resolve();
      patience.abort();
      (await second)?.();
      expect(await third).not.toBeNull();
    },
  );

  test('the end of the wait takes away nothing that was granted', async () => {
    const lost = vi.fn<() => void>();
    const patience = new AbortController();
    expect(await keep(patience.signal, lost)).not.toBeNull();
    patience.abort();
    const waiting = new AbortController();
    const other = keep(waiting.signal);
    waiting.abort();
    expect(await other).toBeNull();
    expect(lost).not.toHaveBeenCalled();
  });

  test('who is stolen from learns it, and cannot release what is another’s', async () => {
    const lost = vi.fn<() => void>();
    const first = await keep(patient(), lost);
    const thief = await keepLock(locks, NAME, { steal: true }, ignore);
    await vi.waitFor(() => expect(lost).toHaveBeenCalledOnce());
    first?.();
    const patience = new AbortController();
    const waiting = keep(patience.signal);
    expect((await locks.query()).held).toHaveLength(1);
    patience.abort();
    expect(await waiting).toBeNull();
    thief?.();
  });
});

test('a browser that misses the end of the wait neither keeps anybody waiting nor gives what nobody wants', async () => {
  const requests: (() => Promise<void>)[] = [];
  const deaf: Locks = {
    request(_name, _asking, granted) {
      requests.push(granted);
      return new Promise(ignore);
    },
    query: () => Promise.resolve({}),
  };
  const patience = new AbortController();
  const waiting = keepLock(deaf, NAME, { signal: patience.signal }, ignore);
  patience.abort();
  expect(await waiting).toBeNull();
  // Released as soon as it is granted.
  expect(requests).toHaveLength(1);
  await Promise.all(requests.map((grant) => grant()));
});

test('a browser that gives no locks says so', async () => {
  const denied: Locks = {
    request: () => Promise.reject(new DOMException('denied', 'SecurityError')),
    query: () => Promise.resolve({}),
  };
  await expect(keepLock(denied, NAME, { signal: patient() }, ignore)).rejects.toThrow('denied');
});

import { beforeEach, expect, test, vi } from 'vitest';
import { HELD_SIZE_MAX, HeldMessages } from './held.ts';
import { MemoryRealm } from './memory.ts';
import type { Envelope, Frame } from './port.ts';

const envelope = (from: string, to: string, frame: Frame) => ({ type: 'OFFER', from, to, frame }) as const;

function holding(expireTimeoutMs: number) {
  const expired: (readonly Envelope[])[] = [];
  const onExpired = (messages: readonly Envelope[]) => expired.push(messages);
  const held = new HeldMessages<Envelope>({ expireTimeoutMs, onExpired });
  return { held, expired };
}

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  return () => vi.useRealTimers();
});

test('held messages altogether stay within their bound, and space comes back', () => {
  const { held, expired } = holding(1000);
  const frame = 'x'.repeat(HELD_SIZE_MAX / 16 - 1024);
  for (let peer = 0; peer < 16; peer += 1) expect(held.add(envelope('a', `p${peer}`, frame))).toBe(true);
  expect(held.add(envelope('a', 'one-more', 'x'.repeat(16 * 1024)))).toBe(false);
  held.take('p0');
  expect(held.count).toBe(15);
  expect(held.add(envelope('a', 'one-more', frame))).toBe(true);
  expect(held.count).toBe(16);
  vi.advanceTimersByTime(1200);
  expect(expired).toHaveLength(16);
  expect(held.empty).toBe(true);
  expect(held.count).toBe(0);
  for (let peer = 0; peer < 16; peer += 1) expect(held.add(envelope('a', `p${peer}`, frame))).toBe(true);
});

test('a pair of peers that expires leaves what others sent to the same peer in place', () => {
  const { held, expired } = holding(1000);
  held.add(envelope('early', 'ann', '1'));
  vi.advanceTimersByTime(600);
  held.add(envelope('late', 'ann', '2'));
  held.add(envelope('early', 'ann', '3'));
  vi.advanceTimersByTime(600);
  expect(expired).toEqual([[envelope('early', 'ann', '1'), envelope('early', 'ann', '3')]]);
  expect(held.take('ann').map(({ frame }) => frame)).toEqual(['2']);
});

test('no timer runs while nothing waits', () => {
  const { held } = holding(1000);
  expect(vi.getTimerCount()).toBe(0);
  held.add(envelope('bob', 'ann', '1'));
  expect(vi.getTimerCount()).toBe(1);
  vi.advanceTimersByTime(1200);
  expect(vi.getTimerCount()).toBe(0);
});

test('a refused message leaves no empty queue behind', () => {
  const { held } = holding(1000);
  expect(held.add(envelope('a', 'b', 'x'.repeat(HELD_SIZE_MAX + 1)))).toBe(false);
  expect(held.empty).toBe(true);
});

test('a message that the host sends when another expired may wait as well', () => {
  const told: string[] = [];
  const host = {
    undelivered: (_: string, { from, to }: Pick<Envelope, 'from' | 'to'>) => {
      told.push(`${from}>${to}`);
      if (from === 'bob') realm.send(envelope('host', 'cy', 'x'), 'hold');
    },
  };
  const realm = new MemoryRealm({ host, expireTimeoutMs: 1000, roomTtlMs: 1000 });
  realm.send(envelope('bob', 'ann', '1'), 'hold');
  vi.advanceTimersByTime(2400);
  expect(told).toEqual(['bob>ann', 'host>cy']);
});

test('small messages for very many peers are too much as well', () => {
  const { held } = holding(1000);
  let peers = 0;
  while (held.add(envelope('a', `p${peers}`, 'x'))) peers += 1;
  expect(peers).toBeGreaterThan(10_000);
  expect(peers * 700).toBeLessThan(HELD_SIZE_MAX);
});

test('bytes that are part of something larger do not keep it in memory', () => {
  const { held } = holding(1000);
  const large = Buffer.alloc(1024 * 1024, 'x');
  held.add(envelope('a', 'b', large.subarray(0, 10)));
  const [message] = held.take('b');
  expect(message?.frame).toEqual(new Uint8Array(large.subarray(0, 10)));
  expect(message?.frame instanceof Uint8Array && message.frame.buffer.byteLength).toBe(10);
});

test('a clock that is set ends no waiting, and begins none', () => {
  const { held, expired } = holding(1000);
  held.add(envelope('a', 'b', 'x'));
  vi.setSystemTime(60 * 60_000);
  vi.advanceTimersByTime(500);
  expect(expired).toEqual([]);
  vi.setSystemTime(0);
  vi.advanceTimersByTime(700);
  expect(expired).toHaveLength(1);
});

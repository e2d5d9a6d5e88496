import { expect, test } from 'vitest';
import { type MemoryChannel, memoryLinks } from './memory.ts';

/** A channel with both ends listened to, and what each of them hears. */
function heard(): { channel: MemoryChannel; told: [string[], string[]] } {
  const channel = memoryLinks('ann', 'bob');
  const told: [string[], string[]] = [[], []];
  for (const end of [0, 1] as const) {
    channel.ends[end].listen({
      stage: (stage) => told[end].push(stage),
      open: () => told[end].push('open'),
      text: (text) => told[end].push(text),
      closed: () => told[end].push('closed'),
      revived: () => undefined,
      path: () => undefined,
    });
  }
  return { channel, told };
}

const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test('texts arrive in order, before the close, and none after it', async () => {
  const { channel, told } = heard();
  channel.check();
  channel.open();
  for (const text of ['one', 'two']) channel.ends[0].send(text);
  channel.ends[0].close();
  channel.ends[0].send('three');
  channel.ends[1].send('four');
  await turn();
  expect(told).toEqual([
    ['checking', 'open'],
    ['checking', 'open', 'one', 'two', 'closed'],
  ]);
});

test('what is sent to an end that is not open yet waits for it', async () => {
  const { channel, told } = heard();
  channel.open(0);
  channel.ends[0].send('early');
  channel.ends[1].send('not open here');
  await turn();
  expect(told).toEqual([['open'], []]);
  channel.open(1);
  expect(told[1]).toEqual(['open', 'early']);
});

test('a stalled channel keeps everything to itself, and tells it later', async () => {
  const { channel, told } = heard();
  channel.open();
  channel.stall();
  channel.ends[0].send('one');
  channel.ends[0].close();
  await turn();
  expect(told[1]).toEqual(['open']);
  channel.resume();
  expect(told[1]).toEqual(['open', 'one', 'closed']);
});

test('a failed path closes it under both, once', async () => {
  const { channel, told } = heard();
  channel.open();
  channel.fail();
  channel.fail();
  channel.ends[0].close();
  channel.open();
  await turn();
  expect(told).toEqual([
    ['open', 'closed'],
    ['open', 'closed'],
  ]);
});

import { expect, test } from 'vitest';
import { type Redis, RedisFailure } from '../../../redis/index.ts';
import { eventually } from '../../../testing/eventually.ts';
import { decodeNotes, messageNote, type Note } from './notes.ts';
import { type Loss, Outbox } from './outbox.ts';

/** A Redis whose replies come when the test says so. */
class HeldRedis implements Pick<Redis, 'publish'> {
  readonly sent: {
    readonly notes: readonly Note[];
    readonly resolve: (taken: number) => void;
    readonly reject: (failure: RedisFailure) => void;
  }[] = [];

  publish(_channel: string, bytes: Uint8Array): Promise<number> {
    const { notes } = decodeNotes(bytes);
    return new Promise((resolve, reject) => {
      this.sent.push({ notes, resolve, reject });
    });
  }
}

function outbox() {
  const redis = new HeldRedis();
  const lost: (readonly [number, Loss])[] = [];
  const sent: number[] = [];
  const box = new Outbox({
    redis,
    instance: 'me',
    onLost: (_, notes, loss) => lost.push([notes.length, loss]),
    onSent: (notes) => sent.push(notes.length),
  });
  return { redis, lost, sent, box };
}

const message = (bytes: number) =>
  messageNote({ type: 'OFFER', from: 'a', to: 'b', frame: new Uint8Array(bytes) }, 'hold');
const turn = () => new Promise(setImmediate);

test('while two are on their way, what comes waits and goes together, in order', async () => {
  const { redis, box } = outbox();
  for (let size = 0; size < 10; size += 1) {
    box.post('other', message(size));
    await turn();
  }
  expect(redis.sent.map(({ notes }) => notes.length)).toEqual([1, 1]);
  redis.sent[0]?.resolve(1);
  await eventually(() => expect(redis.sent).toHaveLength(3));
  expect(redis.sent.flatMap(({ notes }) => notes.map(({ frame }) => frame.length))).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
  ]);
});

test('one instance that is slow holds up no other', async () => {
  const { redis, box } = outbox();
  for (let count = 0; count < 5; count += 1) {
    box.post('slow', message(1));
    await turn();
  }
  box.post('fast', message(2));
  await turn();
  expect(redis.sent.map(({ notes }) => notes[0]?.frame.length)).toEqual([1, 1, 2]);
});

test('very much at once is split, and more than can wait is lost with a word', async () => {
  const { redis, lost, box } = outbox();
  const MB = 1024 * 1024;
  for (let count = 0; count < 70; count += 1) box.post('other', message(MB / 2));
  await turn();
  expect(redis.sent.map(({ notes }) => notes.length)).toEqual([2, 2]);
  expect(lost).toEqual(Array.from({ length: 6 }, () => [1, 'no']));
});

test('what nobody takes, and what fails, is told of with the reason', async () => {
  const { redis, lost, sent, box } = outbox();
  for (let count = 0; count < 2; count += 1) {
    box.post('other', message(1));
    await turn();
  }
  redis.sent[0]?.resolve(0);
  redis.sent[1]?.reject(new RedisFailure('too slow', 'unknown'));
  await eventually(() =>
    expect(lost).toEqual([
      [1, 'nobody'],
      [1, 'unknown'],
    ]),
  );
  expect(sent).toEqual([]);
});

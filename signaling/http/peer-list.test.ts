import { expect, test } from 'vitest';
import { PeerList } from './peer-list.ts';

/** A list whose ids can be changed, and that says how often it was read. */
function listOf(ids: string[], freshMs: number) {
  const reads = { count: 0 };
  const list = new PeerList(async () => {
    reads.count += 1;
    return [...ids];
  }, freshMs);
  return { list, reads };
}

function text(listed: { readonly body: Buffer }): string {
  return listed.body.toString();
}

test('somebody who came or went is there or gone at once', async () => {
  const ids: string[] = [];
  const { list } = listOf(ids, 0);
  expect(text(await list.get(1))).toBe('[]');
  ids.push('ann', 'bob');
  expect(text(await list.get(2))).toBe('["ann","bob"]');
  ids[1] = 'cyd';
  expect(text(await list.get(3))).toBe('["ann","cyd"]');
  ids.pop();
  expect(text(await list.get(4))).toBe('["ann"]');
});

test('a list that is as before is not written again', async () => {
  const ids = ['ann'];
  const { list } = listOf(ids, 0);
  const first = await list.get(1);
  expect(await list.get(2)).toBe(first);
  ids.push('bob');
  const second = await list.get(3);
  expect(second.etag).not.toBe(first.etag);
});

test('where reading is dear, all who ask within the time share one reading', async () => {
  const ids = ['ann'];
  const { list, reads } = listOf(ids, 1000);
  await Promise.all([list.get(5), list.get(5), list.get(6)]);
  ids.push('bob');
  expect(text(await list.get(1004))).toBe('["ann"]');
  expect(reads.count).toBe(1);
  expect(text(await list.get(1005))).toBe('["ann","bob"]');
  expect(reads.count).toBe(2);
});

test('a failed reading is not kept', async () => {
  let fails = true;
  const list = new PeerList(async () => {
    if (fails) throw new Error('away');
    return ['ann'];
  }, 1000);
  await expect(list.get(1)).rejects.toThrow('away');
  fails = false;
  expect(text(await list.get(2))).toBe('["ann"]');
});

test('clients of the raw relay are nobody for PeerJS', async () => {
  const { list } = listOf(['ann', 'raw/1', 'bob'], 0);
  expect(text(await list.get(1))).toBe('["ann","bob"]');
});

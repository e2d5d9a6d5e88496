import { expect, test } from './support/test.ts';

test('two stock PeerJS clients find each other through the service and talk', async ({ newStockPeer }) => {
  const bob = await newStockPeer('stock-bob');
  await expect.poll(() => bob.events()).toContain('open stock-bob');
  const ann = await newStockPeer('stock-ann');
  await expect.poll(() => ann.events()).toContain('open stock-ann');
  await ann.say('stock-bob', 'hello');
  await expect.poll(() => bob.events()).toContain('data hello');
});

test('a stock client that dials nobody hears peer-unavailable', async ({ newStockPeer }) => {
  const ann = await newStockPeer('stock-cat');
  await expect.poll(() => ann.events()).toContain('open stock-cat');
  await ann.say('nobody-at-all', 'hello');
  await expect.poll(() => ann.events()).toContain('error peer-unavailable');
});

test('a stock client that comes back with its id and token is let in again', async ({ newStockPeer }) => {
  const ann = await newStockPeer('stock-dan');
  await expect.poll(() => ann.events()).toEqual(['open stock-dan']);
  await ann.call('disconnect');
  await ann.call('reconnect');
  await expect.poll(() => ann.events()).toEqual(['open stock-dan', 'disconnected', 'open stock-dan']);
});

test('a stock client with somebody else’s id is told that it is taken', async ({ newStockPeer }) => {
  const ann = await newStockPeer('stock-eve');
  await expect.poll(() => ann.events()).toContain('open stock-eve');
  const other = await newStockPeer('stock-eve', { token: 'another-token' });
  await expect.poll(() => other.events()).toContain('error unavailable-id');
});

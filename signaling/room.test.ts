import { expect, test, vi } from 'vitest';
import { createLog } from './log.ts';
import { Presence } from './presence.ts';
import { MemoryRealm } from './realm/index.ts';

test('a member whose socket closes after the service did leaves no timer behind', async () => {
  vi.useFakeTimers();
  const log = createLog('silent');
  const realm = new MemoryRealm({ expireTimeoutMs: 1000 });
  const lobby = await Presence.open({ realm, log, room: 'lobby', tickMs: 1, graceMs: 1000 });
  const claim = await realm.claim('ann', 't', { receive: () => true, replaced: () => {} });
  if (claim.outcome === 'taken') throw new Error('the realm is new');
  const ann = { id: 'ann', epoch: claim.epoch, send: () => {} };
  await lobby.enter(ann, 'available');
  expect(vi.getTimerCount()).toBe(1);
  lobby.close();
  lobby.blink(ann);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

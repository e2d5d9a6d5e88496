import { expect, onTestFinished, test } from 'vitest';
import { Connection } from './connection.ts';
import { Counters } from './counters.ts';
import { OPEN } from './frames.ts';
import { createLog } from './log.ts';
import { Presence } from './presence.ts';
import { MemoryRealm } from './realm/index.ts';
import { Relay } from './relay.ts';
import { eventually } from './testing/eventually.ts';

const READY = { OPEN: 1, CLOSING: 2 } as const;

/** A connection whose id is claimed, on a socket whose state the test sets. */
async function claimed() {
  const log = createLog('silent');
  const counters = new Counters();
  const realm = new MemoryRealm({ expireTimeoutMs: 60_000 });
  const relay = new Relay(realm, counters, log, 60_000);
  const lobby = await Presence.open({ realm, log, room: 'lobby', tickMs: 1, graceMs: 1 });
  onTestFinished(() => {
    relay.close();
    lobby.close();
  });
  const sent: string[] = [];
  const socket: { readyState: number; OPEN: number; send(text: string): void; close(): void } = {
    readyState: READY.OPEN,
    OPEN: READY.OPEN,
    send: (text) => void sent.push(text),
    close: () => {},
  };
  const connection = new Connection('ann', socket, { realm, relay, lobby, counters, log });
  const claim = await realm.claim('ann', 'token', connection);
  if (claim.outcome === 'taken') throw new Error('the realm is new');
  return { realm, relay, sent, socket, connection, claim };
}

const offer = (frame: string) => ({ type: 'OFFER', from: 'bob', to: 'ann', frame }) as const;

test('a message that comes between the claim and OPEN is told after OPEN', async () => {
  const { realm, sent, connection, claim } = await claimed();
  expect(await realm.send(offer('early'), 'hold')).toBe('held');
  expect(sent).toEqual([]);
  connection.opened(claim);
  await eventually(() => expect(sent).toEqual([OPEN, 'early']));
  expect(await realm.send(offer('late'), 'hold')).toBe('delivered');
});

test('a message to a peer whose socket is just closing waits for the next one', async () => {
  const { realm, sent, socket, connection, claim } = await claimed();
  connection.opened(claim);
  socket.readyState = READY.CLOSING;
  expect(await realm.send(offer('late'), 'hold')).toBe('held');
  expect(sent).toEqual([OPEN]);
});

test('what waited for a peer whose socket closes while it is handed over waits on', async () => {
  const { realm, relay, socket, connection, claim } = await claimed();
  connection.opened(claim);
  socket.readyState = READY.CLOSING;
  for (const frame of ['1', '2']) await realm.send(offer(frame), 'hold');
  await relay.deliverHeld('ann', connection);
  expect((await realm.collect('ann')).map(({ frame }) => frame)).toEqual(['1', '2']);
});

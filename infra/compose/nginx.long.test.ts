import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { dial } from '../../signaling/testing/raw-peer.ts';
import { startStage } from './stage.ts';

/** nginx ends a connection that says nothing for 60 s, unless it is told otherwise. */
const SILENCE_MS = 75_000;

test('a WebSocket that says nothing at all outlives what load balancers commonly allow', async () => {
  const stage = await startStage({ HEARTBEAT_INTERVAL_MS: '1000000', ALIVE_TIMEOUT_MS: '3600000' });
  onTestFinished(() => stage.stop());
  const ann = await dial(stage.url, { id: 'ann', token: 'secret-of-ann' });
  await ann.next('OPEN');
  await Promise.race([ann.closed, new Promise((resolve) => void setTimeout(resolve, SILENCE_MS))]);
  expect({ code: ann.closeCode, pings: ann.pings }).toEqual({ code: null, pings: 0 });
  const pong = once(ann.socket, 'pong');
  ann.socket.ping();
  await pong;
});

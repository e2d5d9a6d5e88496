/** `npm run smoke`, with the page and the browsers that it is for. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from './support/test.ts';
import { TURN_SECRET } from './support/turn.ts';

test('a service that is well passes the smoke test, with whole games between two browsers, directly and through the relay', async ({
  newServer,
  turn,
}) => {
  const { url } = await newServer({ TURN_URLS: `turn:127.0.0.1:${turn.port}`, TURN_SECRET });
  const child = spawn(process.execPath, ['scripts/smoke.mjs', url]);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (text += chunk));
  const [code] = await once(child, 'close');
  const lines = text.split('\n');
  expect(lines.filter((line) => line.startsWith('fail'))).toEqual([]);
  expect(lines).toContainEqual(expect.stringMatching(/^pass {2}a game between two browsers: 17 moves/));
  expect(lines).toContainEqual(expect.stringMatching(/^pass {2}a game through the relay: 17 moves, relayed/));
  expect(code).toBe(0);
});

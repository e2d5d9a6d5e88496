/** The TURN server and the service: who is relayed, who is not, and that a broken one holds nobody up. */
import { meet, playMoves } from './support/game.ts';
import { expect, test } from './support/test.ts';
import { TURN_SECRET, turnUser } from './support/turn.ts';
import { pathsOf } from './support/webrtc.ts';

test('what the service gives a page opens the TURN server; what has run out or is made up does not', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  const TURN_URLS = `turn:127.0.0.1:${turn.port}`;
  const { url } = await newServer({ TURN_URLS, TURN_SECRET });
  const ann = await newPlayer({ url });
  const answer = ann.page.waitForResponse((response) => response.url().endsWith('/ice'));
  await ann.page.reload();
  const { iceServers } = await (await answer).json();
  const [{ urls, username, credential }] = iceServers;
  expect(urls).toEqual([TURN_URLS]);
  expect(await turn.allocate(username, credential)).toBe('allocated');
  // Its time has run out; somebody has made it longer; another secret; another's name.
  const expired = turnUser(-1);
  expect(await turn.allocate(expired.username, expired.credential)).toBe(401);
  expect(await turn.allocate(turnUser().username, expired.credential)).toBe(401);
  const forged = turnUser(3_600, 'a guess');
  expect(await turn.allocate(forged.username, forged.credential)).toBe(401);
  expect(await turn.allocate(`${username}x`, credential)).toBe(401);
});

test('TURN servers that are down, or take no credentials, hold up nobody who has a direct way', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  const { url } = await newServer({
    TURN_URLS: `turn:127.0.0.1:9,turn:127.0.0.1:${turn.port}`,
    TURN_SECRET: 'not-the-secret-of-that-server',
  });
  const { x, o } = await meet(await newPlayer({ url }), await newPlayer({ url }));
  await playMoves({ x, o }, '40 04 44');
  for (const player of [x, o]) {
    expect(await pathsOf(player)).not.toContainEqual(expect.stringContaining('relay'));
    await expect(player.page.getByTestId('connection')).toContainText('Connected · direct');
  }
});

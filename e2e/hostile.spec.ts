import { meet, playMoves } from './support/game.ts';
import type { Player } from './support/player.ts';
import { expect, test } from './support/test.ts';

/**
 * Makes a player's browser lie: from now on its data channel sends each move of the game as another one. The page
 * itself is the real client, so that everything before and around the lie is as an honest peer's.
 */
async function tamper(player: Player, fields: Readonly<Record<string, string | number>>): Promise<void> {
  await player.page.evaluate((lie) => {
    const send = Reflect.get(RTCDataChannel.prototype, 'send');
    Reflect.set(RTCDataChannel.prototype, 'send', function (this: RTCDataChannel, data: unknown) {
      const isPly = typeof data === 'string' && data.includes('"t":"ply"');
      Reflect.apply(send, this, [isPly ? JSON.stringify({ ...JSON.parse(data), ...lie }) : data]);
    });
  }, fields);
}

/** Sends a text over the player's own data channel, as a program that follows no protocol would. */
async function inject(player: Player, text: string): Promise<void> {
  await player.page.evaluate((frame) => Reflect.get(window, 'channels').at(-1).send(frame), text);
}

/** After 40, 04, 44 it is O's turn in local board 4, where 40 and 44 are taken. */
const BROKEN = [
  ['a move into a board that is not forced', { move: '80' }, /rules forbid/],
  ['the cell that is taken', { move: '40' }, /rules forbid/],
  ['a move at another ply', { ply: 7 }, /not the next one/],
  ['a move in another game', { game: '0'.repeat(32) }, /another game than this one/],
  ['a move with another past', { head: '0'.repeat(64) }, /has seen another game/],
] as const;

for (const [what, fields, words] of BROKEN) {
  test(`a peer that sends ${what} is refused, and the board does not change`, async ({ newPlayer }) => {
    const { x, o } = await meet(await newPlayer(), await newPlayer());
    await playMoves({ x, o }, '40 04 44');
    const before = await x.marks();
    await tamper(o, fields);
    await o.play('41');
    await expect(x.text(words)).toBeVisible();
    expect(await x.marks()).toBe(before);
    // It is still the other side's turn, and nothing of theirs can be played for them.
    await expect(x.page.locator('[data-legal]')).toHaveCount(0);
    // The liar's own page is told too.
    await expect(o.text(/refused something/)).toBeVisible();
  });
}

test('a peer that talks rubbish is refused with a code, and the game goes on', async ({ newPlayer }) => {
  const [honest, eve] = [await newPlayer(), await newPlayer()];
  await eve.page.addInitScript(() => {
    const channels: RTCDataChannel[] = [];
    Reflect.set(window, 'channels', channels);
    const { send } = RTCDataChannel.prototype;
    Reflect.set(RTCDataChannel.prototype, 'send', function (this: RTCDataChannel, data: string) {
      if (channels.at(-1) !== this) channels.push(this);
      Reflect.apply(send, this, [data]);
    });
  });
  await eve.page.reload();
  const { x, o } = await meet(honest, eve);
  await x.play('40');
  for (const text of [
    '',
    '{',
    '[]',
    '{"t":"__proto__"}',
    `{"t":"ply","move":"${'9'.repeat(5000)}"}`,
    '{"t":"resign"}',
    '{"t":"claim","game":"","ply":1,"as":"win","heard":null,"seq":99,"ack":0}',
    // About as much as Chromium sends in one message (its limit is 256 KiB), and as deep.
    'x'.repeat(250_000),
    '['.repeat(250_000),
  ]) {
    await inject(eve, text);
  }
  await o.play('04');
  await x.play('41');
  await expect(o.cell('41')).toHaveAttribute('data-mark', 'X');
  expect(await x.marks()).toBe(await o.marks());
});

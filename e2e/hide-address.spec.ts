/** "Hide my address": what a player may rely on who has turned it on. */
import { candidatesOf, CONCEALED } from './support/candidates.ts';
import { meet, playMoves, sides } from './support/game.ts';
import { WIN_FOR_X } from './support/oracle.ts';
import type { Player } from './support/player.ts';
import { countStun } from './support/stun.ts';
import { expect, test } from './support/test.ts';
import { TURN_SECRET } from './support/turn.ts';
import { closeConnections, pathsOf } from './support/webrtc.ts';

const offering = (address: string) => ({ TURN_URLS: `turn:${address}`, TURN_SECRET });

/** A port of this machine at which nobody listens. */
const NOBODY = '127.0.0.1:9';

const switchOf = ({ page }: Player) => page.getByRole('switch', { name: 'Hide my address' });
const connectionOf = ({ page }: Player) => page.getByTestId('connection');

/** Turns the setting on, and sees from the next load on what leaves the page. */
async function hide(player: Player): Promise<readonly string[]> {
  await switchOf(player).check();
  const candidates = candidatesOf(player);
  await player.page.reload();
  await expect(switchOf(player)).toBeChecked();
  return candidates;
}

test('two who hide play a whole game through the relay, and no address leaves either page, whatever happens', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  await using stun = await countStun();
  const { url } = await newServer({ ...offering(`127.0.0.1:${turn.port}`), STUN_URLS: stun.url });
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const told = [await hide(ann), await hide(bob)];
  const { x, o } = await meet(ann, bob);
  const moves = WIN_FOR_X.split(' ');
  await playMoves({ x, o }, moves.slice(0, 6).join(' '));
  for (const player of [x, o]) {
    expect(await pathsOf(player)).toEqual(['relay relay']);
    await expect(connectionOf(player)).toContainText('Connected · relayed');
    await expect(connectionOf(player)).toContainText('It does not show them your address.');
  }
  // Another link after the loss of one, and another one for another page.
  await closeConnections(x);
  await x.play(moves[6] ?? '');
  await expect(o.cell(moves[6] ?? '')).toHaveAttribute('data-mark', 'X');
  await o.page.reload();
  for (const [index, move] of moves.slice(7).entries()) {
    const [mover, waiter] = index % 2 === 0 ? [o, x] : [x, o];
    await mover.play(move);
    await expect(waiter.cell(move)).toHaveAttribute('data-mark', index % 2 === 0 ? 'O' : 'X');
  }
  await expect(x.status).toContainText('You won');
  await expect(o.status).toContainText('You lost');
  for (const player of [x, o]) expect(await pathsOf(player)).toEqual(['relay relay']);
  for (const candidates of told) {
    // One for each link at the least.
    expect(candidates.length).toBeGreaterThanOrEqual(3);
    for (const candidate of candidates) expect(candidate).toMatch(CONCEALED);
  }
  expect(stun.asked).toBe(0);
});

test('one who hides and one who does not meet at the relay, and only the second one tells its address', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  await using stun = await countStun();
  const { url } = await newServer({ ...offering(`127.0.0.1:${turn.port}`), STUN_URLS: stun.url });
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const [hidden, open] = [await hide(ann), candidatesOf(bob)];
  await bob.page.reload();
  await playMoves(await meet(bob, ann), '40 04 44');
  await expect(connectionOf(ann)).toContainText('It does not show them your address.');
  await expect(connectionOf(bob)).toContainText('A relay passes the moves on');
  expect(stun.asked).toBeGreaterThan(0);
  expect(hidden.length).toBeGreaterThan(0);
  for (const candidate of hidden) expect(candidate).toMatch(CONCEALED);
  expect(open.some((candidate) => candidate.includes(' typ host'))).toBe(true);
});

test('a browser that gathers addresses although it should not still tells none of them', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  const { url } = await newServer(offering(`127.0.0.1:${turn.port}`));
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  await ann.context.addInitScript(() => {
    const Native = RTCPeerConnection;
    const gathered: string[] = [];
    class Careless extends Native {
      constructor(configuration?: RTCConfiguration) {
        super({ ...configuration, iceTransportPolicy: 'all' });
        this.addEventListener('icecandidate', ({ candidate }) => gathered.push(candidate?.candidate ?? ''));
      }
      override getConfiguration(): RTCConfiguration {
        return { ...super.getConfiguration(), iceTransportPolicy: 'relay' };
      }
    }
    Object.assign(window, { RTCPeerConnection: Careless, gathered });
  });
  const told = await hide(ann);
  const { x } = await meet(bob, ann);
  await x.play('40');
  // Which kinds it has gathered by the time that a connection is there differs.
  await expect
    .poll(() => ann.page.evaluate(() => Reflect.get(window, 'gathered')))
    .toContainEqual(expect.stringMatching(/ typ (?:host|srflx) /));
  for (const candidate of told) expect(candidate).toMatch(CONCEALED);
});

test('with a relay that does not answer who hides connects to nobody, is told so, and decides', async ({
  newPlayer,
  newServer,
}) => {
  const { url } = await newServer(offering(NOBODY));
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const told = await hide(ann);
  const [annId, bobId] = [await ann.id(), await bob.id()];
  await ann.challenge(bobId);
  await bob.accept(annId);
  await expect(ann.page.getByRole('heading', { name: 'The relay does not answer' })).toBeVisible();
  await expect(ann.text(/Your address stays hidden/)).toBeVisible();
  expect(told).toEqual([]);
  // Whoever waits for who hides hears of it too.
  await expect(bob.page.getByRole('heading', { name: `${annId} called it off` })).toBeVisible();
  await switchOf(ann).uncheck();
  await ann.button('Challenge again').click();
  await bob.accept(annId);
  await expect(connectionOf(ann)).toContainText('Connected · direct');
  expect(told.some((candidate) => candidate.includes(' typ host'))).toBe(true);
});

test('a relay that is lost during a game makes no direct one of it before the player says so', async ({
  newPlayer,
  newQuietPath,
  newServer,
}) => {
  const path = await newQuietPath();
  const { url } = await newServer(offering(path.address));
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  const told = await hide(ann);
  const { x, o } = await meet(ann, bob);
  await x.play('40');
  await expect(connectionOf(ann)).toContainText('relayed');
  path.silence();
  await closeConnections(ann);
  await expect(ann.text(/Your address stays hidden, so there is no connection/)).toBeVisible();
  for (const candidate of told) expect(candidate).toMatch(CONCEALED);
  await ann.button('Stop hiding my address').click();
  await o.play('04');
  await expect(x.cell('04')).toHaveAttribute('data-mark', 'O');
  await expect(connectionOf(ann)).toContainText('Connected · direct');
});

test('a page that goes on with a game calls nobody before it knows the relays, and does not blame them', async ({
  newPlayer,
  newServer,
  turn,
}) => {
  const { url } = await newServer(offering(`127.0.0.1:${turn.port}`));
  const [ann, bob] = [await newPlayer({ url }), await newPlayer({ url })];
  await hide(ann);
  const { x, o } = await meet(ann, bob);
  let giveList: () => void = () => undefined;
  const listIsThere = new Promise<void>((resolve) => {
    giveList = resolve;
  });
  await ann.page.route('**/ice', async (route) => {
    await listIsThere;
    await route.continue();
  });
  const dialled: string[] = [];
  ann.page.on('websocket', (socket) => {
    socket.on('framesent', ({ payload }) => dialled.push(...(String(payload).match(/"OFFER"/g) ?? [])));
  });
  await ann.page.reload();
  await expect(ann.text(/try [2-9]/)).toBeVisible();
  await expect(ann.text(/The relay does not answer/)).toBeHidden();
  expect(dialled).toEqual([]);
  giveList();
  await x.play('40');
  await expect(o.cell('40')).toHaveAttribute('data-mark', 'X');
  await expect(connectionOf(ann)).toContainText('Connected · relayed');
});

test('without a relay there is nothing to turn on, and why; what was turned on elsewhere holds people up, not silently', async ({
  newPlayer,
}) => {
  const [ann, bob] = [await newPlayer(), await newPlayer()];
  const bobId = await bob.id();
  await expect(ann.text(/this service has no relay that could hide it/)).toBeVisible();
  await expect(switchOf(ann)).toBeHidden();
  await ann.page.evaluate(() => localStorage.setItem('uttt:hide-address', 'true'));
  await ann.page.reload();
  await expect(ann.text(/no relay for you now, so nobody can connect/)).toBeVisible();
  await ann.challenge(bobId);
  await expect(ann.page.getByRole('alert')).toContainText('Turn “Hide my address” off to play');
  await bob.challenge(await ann.id());
  const card = ann.page.getByRole('region', { name: 'Challenges' });
  await expect(card).toContainText('Turn “Hide my address” off to play');
  await ann.button('Stop hiding my address').click();
  await expect(card).toContainText('Accepting connects your two browsers directly.');
  await ann.accept(bobId);
  await sides(ann, bob);
});

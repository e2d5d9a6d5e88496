/** Two players on two instances: what happens to an instance, or to Redis, is no matter of their game. */
import { meet } from './support/game.ts';
import type { Player } from './support/player.ts';
import { expect, test as base } from './support/test.ts';
import { clientsOf, startTwoInstances, type TwoInstances } from './support/two-instances.ts';

const test = base.extend<{ readonly service: TwoInstances }>({
  // oxlint-disable-next-line no-empty-pattern
  service: async ({}, provide) => {
    const service = await startTwoInstances();
    await provide(service);
    await service.stop();
    await service.redis.stop();
  },
});

test('each player is on another instance, and they meet', async ({ newPlayer, service }) => {
  const { url, instances } = service;
  const players = [await newPlayer({ url }), await newPlayer({ url })] as const;
  await Promise.all(players.map((player) => player.online()));
  expect(await Promise.all(instances.map(clientsOf))).toEqual([1, 1]);
  const { x, o } = await meet(...players);
  await x.play('40');
  await expect(o.cell('40')).toHaveAttribute('data-mark', 'X');
});

interface Match {
  readonly ann: Player;
  readonly annId: string;
  readonly bob: Player;
  /** Plays the next moves, X first, each until both see it. */
  play(...moves: readonly string[]): Promise<void>;
}

/** Ann is on the first instance and Bob on the second, and they play. */
async function playing(
  newPlayer: (options: { url: string }) => Promise<Player>,
  url: string,
): Promise<Match> {
  const ann = await newPlayer({ url });
  const annId = await ann.id();
  const bob = await newPlayer({ url });
  const { x, o } = await meet(ann, bob);
  let ply = 0;
  return {
    ann,
    annId,
    bob,
    async play(...moves) {
      for (const move of moves) {
        const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
        await mover.play(move);
        await expect(waiter.cell(move)).toHaveAttribute('data-mark', ply % 2 === 0 ? 'X' : 'O');
        ply += 1;
      }
    },
  };
}

for (const [what, end] of [
  ['killed', (instance: TwoInstances['instances'][number]) => instance.kill()],
  ['drained', (instance: TwoInstances['instances'][number]) => instance.terminate()],
] as const) {
  test(`an instance is ${what}: its player comes back on the other one, and the game does not notice`, async ({
    newPlayer,
    service,
  }) => {
    const { url, instances } = service;
    const [first, second] = instances;
    if (first === undefined || second === undefined) throw new Error('not two instances');
    const { ann, bob, play } = await playing(newPlayer, url);
    await play('40', '04');
    await end(second);
    await play('44', '41');
    await bob.online();
    await expect.poll(() => clientsOf(first)).toBe(2);
    await play('17', '70');
    // Both are in one lobby again: the next one to come sees them play.
    const cat = await newPlayer({ url });
    await expect(cat.page.getByRole('listitem').filter({ hasText: 'Playing' })).toHaveCount(2);
    expect(await ann.marks()).toBe(await bob.marks());
  });
}

test('Redis dies and comes back empty: nobody goes offline, and the lobby is whole again', async ({
  newPlayer,
  service,
}) => {
  const { url, instances, redis } = service;
  const { ann, annId, bob, play } = await playing(newPlayer, url);
  const wentOffline: string[] = [];
  for (const [name, player] of Object.entries({ ann, bob })) {
    player.page.on('websocket', () => wentOffline.push(name));
  }
  await play('40', '04');
  await redis.kill();
  const ready = async (): Promise<readonly number[]> =>
    Promise.all(instances.map(async (instance) => (await fetch(`${instance.url}/readyz`)).status));
  await expect.poll(ready).toEqual([503, 503]);
  await play('44', '41');
  // Cat is on the first instance, as Ann is: they see each other without Redis.
  const cat = await newPlayer({ url });
  await expect(cat.page.getByRole('listitem').filter({ hasText: annId })).toContainText('Playing');
  await redis.restart();
  await expect.poll(ready).toEqual([200, 200]);
  await expect(cat.page.getByRole('listitem').filter({ hasText: 'Playing' })).toHaveCount(2);
  await play('17', '70');
  expect(wentOffline).toEqual([]);
});

import { meet } from './support/game.ts';
import { hostBuilt } from './support/static.ts';
import { expect, test } from './support/test.ts';

test('the built client under a sub-path on another origin plays through the service that config.json names', async ({
  newPlayer,
  server,
}) => {
  const host = await hostBuilt('/games/uttt/', { signaling: server.url });
  try {
    const options = { url: host.url, reaches: [server.url] };
    const { x, o } = await meet(await newPlayer(options), await newPlayer(options));
    await x.play('40');
    await o.play('04');
    expect(await x.marks()).toBe(await o.marks());
    expect(x.page.url()).toContain('/games/uttt/');
  } finally {
    await host.close();
  }
});

test('a player there and a player on the service’s own page meet', async ({ newPlayer, server }) => {
  const host = await hostBuilt('/games/uttt/', { signaling: server.url });
  try {
    const there = await newPlayer({ url: host.url, reaches: [server.url] });
    const { x } = await meet(await newPlayer(), there);
    await x.play('44');
  } finally {
    await host.close();
  }
});

test('a config.json that names no usable service is told, not swallowed', async ({ newPlayer }) => {
  const host = await hostBuilt('/', { signaling: 'not a url' });
  try {
    const ann = await newPlayer({ url: host.url });
    await expect(ann.text(/config\.json/)).toBeVisible();
    // What needs no service still works.
    await ann.page.getByRole('button', { name: 'Two players on this device' }).click();
    await ann.play('44');
  } finally {
    await host.close();
  }
});

import { meet } from './support/game.ts';
import { startServer } from './support/server.ts';
import { hide, show } from './support/tabs.ts';
import { expect, test } from './support/test.ts';
import { TURN_SECRET } from './support/turn.ts';

test(
  'the service goes away and comes back: a running game does not notice, the lobby heals by itself',
  { tag: '@instances' },
  async ({ newPlayer }) => {
    const first = await startServer();
    const { url } = first;
    const [ann, bob, cat] = [await newPlayer({ url }), await newPlayer({ url }), await newPlayer({ url })];
    const catId = await cat.id();
    const { x, o } = await meet(ann, bob);
    await x.play('40');

    // SIGTERM: everybody is told to come back a little later.
    await first.stop();
    await expect(x.page.getByRole('banner').getByText('Offline')).toBeVisible();
    await expect(cat.text(/The connection to the lobby is lost/)).toBeVisible();
    await o.play('04');
    await x.play('44');
    await expect(o.cell('44')).toHaveAttribute('data-mark', 'X');

    const second = await startServer({ PORT: new URL(url).port });
    try {
      await Promise.all([ann.online(), bob.online(), cat.online()]);
      // The restarted service knows who is who, and who plays: nobody had to do anything.
      expect(await cat.id()).toBe(catId);
      await expect(cat.page.getByRole('listitem').filter({ hasText: 'Playing' })).toHaveCount(2);
      await o.play('48');
      expect(await x.marks()).toBe(await o.marks());
    } finally {
      await second.stop();
    }
  },
);

test('"Try now" does not wait for the next try', async ({ newPlayer }) => {
  const first = await startServer();
  const { url } = first;
  const ann = await newPlayer({ url });
  await ann.online();
  await first.stop();
  await expect(ann.button('Try now')).toBeVisible();
  const second = await startServer({ PORT: new URL(url).port });
  try {
    // It may have come back by itself meanwhile: that is as good.
    await ann.button('Try now').or(ann.page.getByRole('banner').getByText('Online')).first().click();
    await ann.online();
  } finally {
    await second.stop();
  }
});

test('a page that nobody looks at for half an hour holds the service no longer, and is back as soon as somebody does', async ({
  newPlayer,
  newServer,
}) => {
  // Credentials that run out, and a ticket too: reasons to ask the service for something, were it not for the rest.
  const { url } = await newServer({ TURN_URLS: 'turn:127.0.0.1:9', TURN_SECRET });
  const [ann, bob] = [await newPlayer({ url, ownBrowser: true }), await newPlayer({ url })];
  // From the first timer on.
  await ann.page.clock.install();
  await ann.page.reload();
  const annId = await ann.id();
  const entry = bob.page.getByRole('listitem').filter({ hasText: annId });
  await expect(entry).toContainText('Available');
  await hide(ann);
  await ann.page.clock.fastForward('02:00');
  await expect(entry).toContainText('Away');
  await ann.page.clock.fastForward('30:00');
  await expect(entry).toBeHidden();
  const asked: string[] = [];
  ann.page.on('request', (request) => asked.push(request.url()));
  ann.page.on('websocket', (socket) => asked.push(socket.url()));
  await ann.page.clock.fastForward('12:00:00');
  // Whatever the page had begun by itself would stand before this.
  await ann.page.evaluate(async () => await (await fetch('/health')).text());
  expect(asked).toEqual([`${url}/health`]);
  await show(ann);
  expect(await ann.id()).toBe(annId);
  await expect(entry).toContainText('Available');
});

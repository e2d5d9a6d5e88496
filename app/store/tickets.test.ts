/** The identity with real keys, real signatures and real HTTP. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createIssuer, type KeyStore, openKey } from '../net/index.ts';
import { createIdentity } from './identity.ts';
import { MemoryStorage } from './testing/browser.ts';
import { IdentityService } from './testing/identity-service.ts';

let service: IdentityService;
beforeEach(async () => {
  service = await IdentityService.start();
});
afterEach(() => service.stop());

/** A browser: what it keeps stays over reloads. */
class Browser {
  readonly storage = new MemoryStorage();
  readonly pairs = new Map<string, CryptoKeyPair>();
  now = 1_000_000;
  inGame = false;
  keepsKeys = true;
  readonly rerolled = vi.fn<() => void>();
  readonly release = vi.fn<() => void>();

  readonly keys: KeyStore = {
    load: (name) => Promise.resolve(this.pairs.get(name)),
    save: (name, pair) => {
      if (!this.keepsKeys) return Promise.reject(new DOMException('denied', 'SecurityError'));
      this.pairs.set(name, pair);
      return Promise.resolve();
    },
  };

  load(seat = 'browser') {
    const { store, ...identity } = createIdentity({
      storage: this.storage,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => this.now,
      issuer: createIssuer(
        () => service.base,
        () => openKey(this.keys, seat),
      ),
      mayChange: () => !this.inGame,
      release: this.release,
      rerolled: this.rerolled,
    });
    return { store, ...identity, state: () => store.getState() };
  }
}

type Loaded = ReturnType<Browser['load']>;

async function got(page: Loaded) {
  const outcome = await page.credentials();
  if (!outcome.ok) throw new Error('no credentials');
  return outcome.credentials;
}

test('a first visit has no ID until the service gives one, and then a ticket for it', async () => {
  const page = new Browser().load();
  expect(page.state().id).toBeNull();
  const { id, isTicket } = await got(page);
  expect(isTicket).toBe(true);
  expect(page.state()).toMatchObject({ id, kept: true, replacedId: null });
});

test('a reload shows the ID at once, and does not ask while the ticket is fresh', async () => {
  const browser = new Browser();
  const first = await got(browser.load());
  const page = browser.load();
  expect(page.state().id).toBe(first.id);
  expect(await got(page)).toEqual(first);
  expect(service.asked).toHaveLength(1);
});

test('a ticket is renewed by a signature after two thirds of its life, and the ID stays', async () => {
  const browser = new Browser();
  const first = await got(browser.load());
  const page = browser.load();
  browser.now += 399_000;
  expect(await got(page)).toEqual(first);
  browser.now += 2_000;
  const second = await got(page);
  expect(second.id).toBe(first.id);
  expect(second.token).not.toBe(first.token);
  expect(service.asked.at(-1)).toMatchObject({ ticket: first.token, draw: false });
});

test('a service that has forgotten everything gives the same ID for the earlier ticket', async () => {
  const browser = new Browser();
  const { id } = await got(browser.load());
  service.owners.clear();
  browser.now += 10 * 600_000;
  expect((await got(browser.load())).id).toBe(id);
});

test('whoever copies what is stored, but has no key, gets another ID, and hears why', async () => {
  const [browser, thief] = [new Browser(), new Browser()];
  const { id } = await got(browser.load());
  for (const [key, value] of browser.storage.entries) thief.storage.setItem(key, value);
  thief.now += 600_000;
  const page = thief.load();
  expect((await got(page)).id).not.toBe(id);
  expect(page.state().replacedId).toBe(id);
});

test('a ticket that the service does not take any more is renewed whatever its age', async () => {
  const page = new Browser().load();
  const first = await got(page);
  expect(page.refused()).toBe(true);
  const second = await got(page);
  expect(second.id).toBe(first.id);
  expect(second.token).not.toBe(first.token);
});

test('while it is online the ID stays, whatever the service says to a renewal', async () => {
  const browser = new Browser();
  const page = browser.load();
  const first = await got(page);
  browser.now += 500_000;
  const renewed = await page.ticket();
  expect(renewed).not.toBe(first.token);
  expect(await got(page)).toEqual({ ...first, token: renewed });
  service.owners.set(first.id, 'somebody else');
  browser.now += 500_000;
  expect(await page.ticket()).toBe(renewed);
  browser.now += 500_000;
  expect(await page.ticket()).toBeNull();
  expect(page.state().id).toBe(first.id);
  expect((await got(page)).id).not.toBe(first.id);
});

test('who has no ticket is not given one in passing', async () => {
  const browser = new Browser();
  const old = { id: 'brave-cats-run', token: 'ab'.repeat(16) };
  browser.storage.setItem('uttt:identity', JSON.stringify(old));
  const page = browser.load();
  expect(await page.ticket()).toBeNull();
  expect(page.state().id).toBe(old.id);
});

test('a taken ID is exchanged for another one, which is shown and kept', async () => {
  const browser = new Browser();
  const page = browser.load();
  const first = await got(page);
  page.replace();
  const second = await got(page);
  expect(service.asked.at(-1)).toMatchObject({ draw: true });
  expect(page.state()).toMatchObject({ id: second.id, replacedId: first.id });
  expect(browser.load().state().id).toBe(second.id);
  expect((await got(page)).id).toBe(second.id);
});

test('a new ID on request takes leave of the old one, and is nothing to warn of', async () => {
  const browser = new Browser();
  const page = browser.load();
  const { id } = await got(page);
  page.state().reroll();
  expect(page.state()).toMatchObject({ id, wish: 'asked' });
  await vi.waitFor(() => expect(page.state().wish).toBe('none'));
  expect(page.state()).toMatchObject({ replacedId: null });
  expect(page.state().id).not.toBe(id);
  expect(browser.release).toHaveBeenCalledOnce();
  expect(browser.rerolled).toHaveBeenCalledOnce();
});

test('a wish that the service cannot fulfil now changes nothing, and says so', async () => {
  const browser = new Browser();
  const page = browser.load();
  const { id } = await got(page);
  service.status = 503;
  page.state().reroll();
  await vi.waitFor(() => expect(page.state().wish).toBe('failed'));
  expect(page.state().id).toBe(id);
  expect(browser.rerolled).not.toHaveBeenCalled();
  page.state().dismiss();
  expect(page.state().wish).toBe('none');
});

test('a service that has lost its memory takes no ID away during a game: a token does until it is over', async () => {
  const browser = new Browser();
  const page = browser.load();
  const { id } = await got(page);
  browser.inGame = true;
  service.owners.set(id, 'somebody else');
  browser.now += 600_000;
  const inGame = await got(page);
  expect(inGame).toMatchObject({ id, isTicket: false });
  page.state().reroll();
  expect(page.state()).toMatchObject({ id, wish: 'none', replacedId: null });
  expect(await got(browser.load())).toEqual(inGame);
  browser.inGame = false;
  const after = await got(page);
  expect(after.isTicket).toBe(true);
  expect(page.state()).toMatchObject({ id: after.id, replacedId: id });
});

test.each([
  [429, 7_000],
  [503, 0],
  [500, 0],
])('while the service says %i a ticket is used until it runs out', async (status, retryAfterMs) => {
  const browser = new Browser();
  const page = browser.load();
  const first = await got(page);
  service.status = status;
  if (retryAfterMs > 0) service.headers = { 'retry-after': String(retryAfterMs / 1_000) };
  browser.now += 500_000;
  expect(await got(page)).toEqual(first);
  browser.now += 200_000;
  expect(await page.credentials()).toEqual({ ok: false, retryAfterMs });
  service.status = null;
  expect((await got(page)).id).toBe(first.id);
});

test.each([404, 403])(
  'a service without tickets (%i) is asked once, and an ID drawn here does',
  async (status) => {
    service.status = status;
    const browser = new Browser();
    const page = browser.load();
    const drawn = await got(page);
    expect(drawn.isTicket).toBe(false);
    expect(drawn.id).toMatch(/^[a-z]+-[a-z]+-[a-z]+$/);
    // Nobody looks: it would be asked again only by another page.
    service.status = null;
    expect(await got(page)).toEqual(drawn);
    expect(page.refused()).toBe(false);
    page.state().reroll();
    await vi.waitFor(() => expect(page.state().id).not.toBe(drawn.id));
  },
);

test('an ID of before there were tickets stays during its game, and is exchanged after it', async () => {
  const browser = new Browser();
  const old = { id: 'brave-cats-run', token: 'ab'.repeat(16) };
  browser.storage.setItem('uttt:identity', JSON.stringify(old));
  browser.inGame = true;
  const page = browser.load();
  expect(await got(page)).toEqual({ ...old, isTicket: false });
  browser.inGame = false;
  const next = await got(page);
  expect(next.isTicket).toBe(true);
  expect(page.state()).toMatchObject({ id: next.id, replacedId: old.id });
});

test('a browser that keeps no keys plays, and says that a reload draws a new ID', async () => {
  const browser = new Browser();
  browser.keepsKeys = false;
  const page = browser.load();
  const { id } = await got(page);
  expect(page.state()).toMatchObject({ id, kept: false });
  expect(browser.load().state().id).toBeNull();
});

test('a service that is not there leaves the ID on the screen, and asks for patience', async () => {
  const browser = new Browser();
  const { id } = await got(browser.load());
  browser.now += 600_000;
  const page = browser.load();
  service.stop();
  expect(await page.credentials()).toEqual({ ok: false, retryAfterMs: 0 });
  expect(page.state().id).toBe(id);
});

test('each seat of a browser proves itself by a key of its own', async () => {
  const browser = new Browser();
  const { id } = await got(browser.load());
  browser.storage.entries.clear();
  expect((await got(browser.load('another'))).id).not.toBe(id);
  expect(browser.pairs.size).toBe(2);
});

test('the private key cannot be read by the page that signs with it', async () => {
  const browser = new Browser();
  await got(browser.load());
  const pair = browser.pairs.get('browser');
  if (pair === undefined) throw new Error('no key was made');
  await expect(crypto.subtle.exportKey('jwk', pair.privateKey)).rejects.toThrow(/extractable/);
});

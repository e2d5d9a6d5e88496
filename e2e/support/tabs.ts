/** What a person, or their phone, does to a tab: puts another one in front, suspends it, loses it, opens it again. */
import { expect } from '@playwright/test';
import { Player } from './player.ts';

/** Puts another tab in front. Only a player with `ownBrowser` has tabs that are then hidden, and slowed down. */
export async function hide({ context, page }: Player): Promise<void> {
  const other = await context.newPage();
  await other.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hidden)).toBe(true);
}

/** Brings the tab to the front again. */
export async function show({ page }: Player): Promise<void> {
  await page.bringToFront();
  await expect.poll(() => page.evaluate(() => document.hidden)).toBe(false);
}

/**
 * Suspends a hidden tab, as a browser does to save energy: until `thaw` not a line of its code runs. Its connections
 * stay open, and answer the other side below the app; what arrives waits.
 */
export async function freeze({ context, page }: Player): Promise<void> {
  const debug = await context.newCDPSession(page);
  await debug.send('Page.setWebLifecycleState', { state: 'frozen' });
  await debug.detach();
}

export async function thaw({ context, page }: Player): Promise<void> {
  const debug = await context.newCDPSession(page);
  await debug.send('Page.setWebLifecycleState', { state: 'active' });
  await debug.detach();
}

/** Ends the tab's process: no `pagehide`, no goodbye to anybody. The tab itself stays, and shows nothing. */
export async function crash({ context, page }: Player): Promise<void> {
  const crashed = page.waitForEvent('crash');
  const debug = await context.newCDPSession(page);
  // It is never answered, and fails when the page is closed: by then nobody asks.
  debug.send('Page.crash').catch(() => undefined);
  await crashed;
}

/** Another tab of the same browser at an address, by default the one that the player has open (or had). */
export async function openTab({ context, page }: Player, url: string = page.url()): Promise<Player> {
  const tab = await context.newPage();
  await tab.goto(url);
  return new Player(context, tab);
}

/** A copy of the tab, as "Duplicate tab" makes one: it starts with a copy of the tab's session storage. */
export async function duplicate({ context, page }: Player): Promise<Player> {
  const opened = context.waitForEvent('page');
  await page.evaluate(() => void window.open(window.location.href));
  const tab = await opened;
  await tab.waitForURL(page.url());
  return new Player(context, tab);
}

/** Fills the page's local storage to the last character. */
export async function fillStorage({ page }: Player): Promise<void> {
  await page.evaluate(() => {
    let filling = '';
    for (let length = 2 ** 23; length >= 1; length /= 2) {
      try {
        localStorage.setItem('filling', filling + 'x'.repeat(length));
        filling += 'x'.repeat(length);
      } catch {
        // So much does not fit: half of it may.
      }
    }
  });
}

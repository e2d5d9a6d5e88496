/** A whole game between two headless browsers, played on the page as people would. */
import type { Browser, Page } from '@playwright/test';
import { ORACLE } from '../../app/game/fixtures/oracle.ts';
import { findChromium } from '../chromium.mjs';
import { fail, type Outcome, pass, skip } from './check.ts';

/** Longest wait for the page to say whether it is relayed, ms. */
const PATH_TIMEOUT_MS = 5_000;

/** `any`: the one that the browsers find. `relay`: both hide their address, so that there is no other. */
type Way = 'any' | 'relay';

export async function checkGame(page: URL, way: Way, limitMs: number, signal: AbortSignal): Promise<Outcome> {
  const executablePath = await findChromium().catch(() => null);
  if (executablePath === null) {
    return skip('there is no Chromium to drive: `npx playwright install chromium`, or CHROMIUM_PATH');
  }
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath, args: ['--disable-gpu'] });
  signal.addEventListener('abort', () => void browser.close());
  try {
    return await playGame(browser, page, way, limitMs);
  } finally {
    await browser.close();
  }
}

async function playGame(browser: Browser, url: URL, way: Way, limitMs: number): Promise<Outcome> {
  const ann = await openPage(browser, url, limitMs);
  const bob = await openPage(browser, url, limitMs);
  for (const page of [ann, bob]) {
    const banner = page.getByRole('banner');
    try {
      await banner.getByText('Online').waitFor({ timeout: limitMs / 4 });
    } catch {
      return fail(
        `the page does not get online: ${(await banner.innerText()).trim()}`,
        'See its console, its config.json, and ALLOWED_ORIGINS.',
      );
    }
    if (way === 'relay') await page.getByRole('switch', { name: 'Hide my address' }).check();
  }
  const [annId, bobId] = [await idOf(ann), await idOf(bob)];
  await ann.getByLabel('Their ID or link').fill(bobId);
  await ann.getByRole('button', { name: 'Challenge', exact: true }).click();
  await bob.getByRole('button', { name: `Accept the challenge of ${annId}` }).click();
  try {
    await ann.getByTestId('board').waitFor({ timeout: limitMs / 2 });
  } catch {
    const said = (await ann.getByRole('heading', { level: 1 }).allInnerTexts()).join(' ').trim();
    const todo =
      way === 'any'
        ? 'Between two networks a TURN server helps: TURN_URLS.'
        : 'The TURN server gives out addresses that nothing reaches: see its external-ip, and that its firewall lets in UDP from min-port to max-port.';
    return fail(`the two browsers do not connect: ${said}`, todo);
  }
  return play(ann, bob);
}

async function openPage(browser: Browser, url: URL, limitMs: number): Promise<Page> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(limitMs);
  await page.goto(url.href);
  return page;
}

async function idOf(page: Page): Promise<string> {
  return (await page.getByTestId('my-id').innerText()).trim();
}

async function play(ann: Page, bob: Page): Promise<Outcome> {
  const game = ORACLE.games.find(({ result, plies }) => result === 'X' && plies === 17);
  if (game === undefined) throw new Error('the oracle has no short game');
  const role = await ann
    .getByRole('region', { name: 'Players' })
    .getByText(/^you, plays/)
    .innerText();
  const [x, o] = role.endsWith('X') ? [ann, bob] : [bob, ann];
  const from = performance.now();
  for (const [ply, move] of game.moves.split(' ').entries()) {
    const [mover, waiter] = ply % 2 === 0 ? [x, o] : [o, x];
    await mover.locator(`[data-move="${move}"][data-legal]`).click();
    await waiter.locator(`[data-move="${move}"][data-mark="${ply % 2 === 0 ? 'X' : 'O'}"]`).waitFor();
  }
  const [won, lost] = [await x.getByTestId('status').innerText(), await o.getByTestId('status').innerText()];
  if (!won.includes('You won') || !lost.includes('You lost')) {
    return fail(
      `the game ends as "${won}" and "${lost}"`,
      'The page is not of this version: build and upload it again.',
    );
  }
  // Known a moment after the link is open; a game of seconds may be over by then.
  const ms = Math.round((performance.now() - from) / game.plies);
  const line = x.getByTestId('connection').getByText(/direct|relayed/);
  const path = await line.innerText({ timeout: PATH_TIMEOUT_MS }).catch(() => '');
  return pass(`${game.plies} moves, ${/direct|relayed/.exec(path)?.[0] ?? 'connected'}, ${ms} ms each`);
}

/**
 * A Chromium that treats its tabs as a person's does.
 *
 * Playwright's own browsers keep every page visible, focused, unthrottled and impossible to freeze, whatever is in front
 * of it. This one is started without all that and then connected to: a tab behind another one is hidden, its timers run
 * once a second, and a profile's settings count.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type LaunchOptions } from '@playwright/test';

export interface OwnBrowser {
  /** Its one profile. */
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** How Chromium's preferences say that sites may store nothing (1: they may). */
const BLOCKED = 2;

/** @param storage `denied` is the browser's setting "block all cookies": no storage of any kind, and no Web Locks */
export async function startOwnBrowser(
  { executablePath = chromium.executablePath(), args = [] }: LaunchOptions,
  storage?: 'denied',
): Promise<OwnBrowser> {
  const profile = await mkdtemp(join(tmpdir(), 'profile-'));
  if (storage === 'denied') {
    const settings = { profile: { default_content_setting_values: { cookies: BLOCKED } } };
    await mkdir(join(profile, 'Default'));
    await writeFile(join(profile, 'Default', 'Preferences'), JSON.stringify(settings));
  }
  const own = ['--headless', '--no-first-run', '--remote-debugging-port=0', `--user-data-dir=${profile}`];
  const child = spawn(executablePath, [...args, ...own, 'about:blank'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // A run that is broken off must leave neither the browser behind nor its profile.
  const end = (): void => {
    child.kill('SIGKILL');
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  };
  process.once('exit', end);
  const browser = await chromium.connectOverCDP(await printedAddress(child), { noDefaults: true });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the browser has no profile open');
  return {
    context,
    async close() {
      await quit(browser, child);
      process.off('exit', end);
      end();
    },
  };
}

async function printedAddress(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('the browser has no stderr');
  for await (const line of createInterface({ input: child.stderr })) {
    const address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (address !== undefined) {
      // What it says from here on is nobody's, but must not fill the pipe.
      child.stderr.resume();
      return address;
    }
  }
  throw new Error(`the browser ended with ${child.exitCode} before it printed its address`);
}

/** Asked to close by itself, it ends its helper processes too, which would still write to the profile. */
async function quit(browser: Browser, child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  const control = await browser.newBrowserCDPSession();
  await control.send('Browser.close');
  await ended;
}

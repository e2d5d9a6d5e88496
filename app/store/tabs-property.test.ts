import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Browser, type Tab } from './testing/browser.ts';
import { type Page, pageOf } from './testing/tab-player.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Longer than anything in `tabs.ts` waits. */
const LONG_MS = 10_000;

const ACTS = [
  'open',
  'close',
  'crash',
  'reload',
  'duplicate',
  'suspend',
  'wake',
  'take over',
  'new ID',
] as const;
type Step = readonly [act: (typeof ACTS)[number], tab: number];

/** A browser with whatever tabs the steps leave it, and every page that was ever opened in it. */
class Story {
  readonly #browser: Browser;
  readonly #pages: Page[] = [];
  #tabs: Tab[] = [];

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  async take([act, index]: Step): Promise<void> {
    const tab = this.#tabs[index % Math.max(1, this.#tabs.length)];
    if (act === 'open') this.#tabs.push(this.#browser.open());
    else if (tab !== undefined) await this.#act(act, tab);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    await this.#meetNewPages();
  }

  async #act(act: Exclude<Step[0], 'open'>, tab: Tab): Promise<void> {
    const { document } = tab;
    if (act === 'wake') document.thaw();
    else if (act === 'suspend') document.freeze();
    else if (act === 'close' || act === 'crash') {
      if (act === 'close') document.hide();
      document.end();
      this.#tabs = this.#tabs.filter((other) => other !== tab);
    } else if (act === 'duplicate') this.#tabs.push(tab.duplicate());
    else if (act === 'reload') tab.reload();
    else {
      // A suspended page does nothing.
      document.thaw();
      const page = this.#pages.find((one) => one.document === document);
      if (act === 'take over') page?.seat.store.getState().takeOver();
      else if (page?.seat.ownsStill() === true) page.identity.store.getState().reroll();
    }
  }

  async #meetNewPages(): Promise<void> {
    for (const tab of this.#tabs) {
      if (this.#pages.every(({ document }) => document !== tab.document)) this.#pages.push(await pageOf(tab));
    }
  }

  /** The IDs under which the open pages may act, each of them running or suspended. */
  acting(): string[] {
    const open = new Set(this.#tabs.map(({ document }) => document));
    return this.#pages.filter((page) => open.has(page.document) && page.seat.ownsStill()).map(({ id }) => id);
  }

  get tabs(): number {
    return this.#tabs.length;
  }
}

const steps = fc.array(fc.tuple(fc.constantFrom(...ACTS), fc.nat({ max: 5 })), {
  maxLength: 30,
  size: 'max',
});

test('whatever is done to the tabs, no two of them may act under one ID, and only who yielded may not act', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (story) => {
      const told = new Story(new Browser());
      for (const tab of [0, 1]) await told.take(['open', tab]);
      let yields = 0;
      for (const step of story) {
        await told.take(step);
        const acting = told.acting();
        expect(new Set(acting).size).toBe(acting.length);
        if (step[0] === 'take over') yields += 1;
        expect(acting.length).toBeGreaterThanOrEqual(told.tabs - yields);
      }
    }),
    { numRuns: 150 },
  );
});

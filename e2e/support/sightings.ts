/** What any page of a player has ever shown on the board, however briefly: once seen, a move must never be gone. */
import type { BrowserContext, Locator } from '@playwright/test';

/** From the next page of this context on, each mark is told once per page, as `40X`: the move, and whose it is. */
export async function watchBoard(context: BrowserContext, seen: (mark: string) => void): Promise<void> {
  await context.exposeBinding('reportMark', (_source, mark: string) => seen(mark));
  await context.addInitScript(() => {
    const told = new Set<string>();
    const look = (): void => {
      for (const cell of document.querySelectorAll('[data-move][data-mark]')) {
        const mark = `${cell.getAttribute('data-move')}${cell.getAttribute('data-mark')}`;
        if (told.has(mark)) continue;
        told.add(mark);
        Reflect.get(window, 'reportMark')(mark);
      }
    };
    new MutationObserver(look).observe(document, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ['data-mark'],
    });
  });
}

/** Notes each `data-state` that an element takes from now on. @returns asks which, in their order */
export async function watchStates(element: Locator): Promise<() => Promise<readonly string[]>> {
  const states = await element.evaluateHandle((node) => {
    const seen: string[] = [];
    new MutationObserver(() => seen.push(node.getAttribute('data-state') ?? '')).observe(node, {
      attributeFilter: ['data-state'],
    });
    return seen;
  });
  return () => states.jsonValue();
}

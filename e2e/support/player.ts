/** One person at one browser: what they see and do, by the names on the screen. */
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

export class Player {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly status: Locator;
  readonly board: Locator;

  constructor(context: BrowserContext, page: Page) {
    this.context = context;
    this.page = page;
    this.status = page.getByTestId('status');
    this.board = page.getByTestId('board');
  }

  /** This player's own ID, once the page is online under it. */
  async id(): Promise<string> {
    await this.online();
    return (await this.page.getByTestId('my-id').innerText()).trim();
  }

  async online(): Promise<void> {
    await expect(this.page.getByRole('banner').getByText('Online')).toBeVisible();
  }

  async challenge(id: string): Promise<void> {
    await this.page.getByLabel('Their ID or link').fill(id);
    await this.page.getByRole('button', { name: 'Challenge', exact: true }).click();
  }

  async accept(from: string): Promise<void> {
    await this.page.getByRole('button', { name: `Accept the challenge of ${from}` }).click();
  }

  async decline(from: string): Promise<void> {
    await this.page.getByRole('button', { name: `Decline the challenge of ${from}` }).click();
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name, exact: true });
  }

  /** A text on the screen, as opposed to the same words in a live region for screen readers. */
  text(text: string | RegExp): Locator {
    return this.page.locator('main, section').getByText(text).first();
  }

  cell(move: string): Locator {
    return this.page.locator(`[data-move="${move}"]`);
  }

  /** Which mark this player has, once the game runs. */
  async mark(): Promise<'X' | 'O'> {
    const role = this.page.getByRole('region', { name: 'Players' }).getByText(/^you, plays/);
    return (await role.innerText()).endsWith('X') ? 'X' : 'O';
  }

  async play(move: string): Promise<void> {
    await expect(this.cell(move)).toHaveAttribute('data-legal', /.*/);
    await this.cell(move).click();
  }

  /** The board as both must see it: every cell's mark, in row-major order of boards and cells. */
  async marks(): Promise<string> {
    const cells = await this.page
      .locator('[data-move]')
      .evaluateAll((all) =>
        all.map(
          (cell) => [cell.getAttribute('data-move') ?? '', cell.getAttribute('data-mark') ?? '.'] as const,
        ),
      );
    return cells
      .toSorted(([a], [b]) => Number(a) - Number(b))
      .map(([, mark]) => mark)
      .join('');
  }
}

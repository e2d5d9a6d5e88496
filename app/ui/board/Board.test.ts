import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { gameOf, X_WINS } from '../fixtures.ts';
import { Board } from './Board.tsx';

interface Given {
  readonly mayPlay?: boolean;
  readonly running?: boolean;
  readonly pointed?: number | null;
}

function draw(moves: string, { mayPlay = true, running = true, pointed = null }: Given = {}): string {
  const { position, moves: played } = gameOf(moves);
  return renderToStaticMarkup(
    createElement(Board, {
      position,
      running,
      mayPlay,
      pointed,
      lastMove: played.at(-1) ?? null,
      label: 'Board',
      onPoint: () => undefined,
      onChoose: () => undefined,
    }),
  );
}

const count = (html: string, pattern: RegExp): number => html.match(pattern)?.length ?? 0;
const tag = (html: string, attribute: string): string =>
  new RegExp(`<[^>]*${attribute}[^>]*>`).exec(html)?.[0] ?? '';
const tiles = (html: string, attribute: string): string[] =>
  [...html.matchAll(new RegExp(`data-board="(\\d)"[^>]*${attribute}=""`, 'g'))].map(
    (match) => match[1] ?? '',
  );

test('a screen reader finds nine rows of nine cells, each with a name of its own', () => {
  const html = draw('');
  expect(count(html, /role="grid"/g)).toBe(1);
  for (const row of html.split('role="row"').slice(1)) expect(count(row, /role="gridcell"/g)).toBe(9);
  expect(new Set([...html.matchAll(/aria-label="(Board \d[^"]*)"/g)].map((match) => match[1])).size).toBe(81);
});

test('cells follow each other in the page as they do on the screen', () => {
  const order = [...draw('').matchAll(/data-move="(\d\d)"/g)].map((match) => match[1]);
  expect(order.slice(0, 9)).toEqual(['00', '01', '02', '10', '11', '12', '20', '21', '22']);
  expect(order.slice(-3)).toEqual(['86', '87', '88']);
});

test('Tab reaches exactly one cell', () => {
  expect(count(draw('40 04'), /tabindex="0"/g)).toBe(1);
});

test('only the cells of the forced board can be played, and the others stay reachable', () => {
  const html = draw('40');
  expect(tiles(html, 'data-forced')).toEqual(['0']);
  expect(count(html, /data-legal=""/g)).toBe(9);
  expect(count(html, /aria-disabled="true"/g)).toBe(72);
  expect(count(html, / disabled/g)).toBe(0);
});

test('while the opponent thinks, their board is lit, but no cell is offered', () => {
  const html = draw('40', { mayPlay: false });
  expect(tiles(html, 'data-lit')).toEqual(['0']);
  expect(html).not.toContain('data-legal');
});

test('the first move may go anywhere, and no single board is forced', () => {
  const html = draw('');
  expect(tiles(html, 'data-lit')).toHaveLength(9);
  expect(tiles(html, 'data-forced')).toEqual([]);
});

test('the move under the pointer shows the board it would send to, or all that it would open', () => {
  expect(tiles(draw('40', { pointed: 5 }), 'data-target')).toEqual(['5']);
  expect(tiles(draw('01 10 02 20', { pointed: 0 }), 'data-target')).toEqual([
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
  ]);
});

test('what cannot be played promises nothing', () => {
  expect(tiles(draw('40', { pointed: 40 }), 'data-target')).toEqual([]);
  expect(tiles(draw('40', { pointed: 5, mayPlay: false }), 'data-target')).toEqual([]);
});

test('a finished board wears its winner, the winning three stand out, nothing is lit', () => {
  const html = draw(X_WINS, { mayPlay: false, running: false });
  expect(tag(html, 'data-board="5"')).toContain('data-state="X"');
  expect(tiles(html, 'data-winning')).toEqual(['2', '5', '8']);
  expect(html).not.toContain('data-lit');
});

test('a game that was given up lights no board, although cells are free', () => {
  expect(draw('40', { mayPlay: false, running: false })).not.toContain('data-lit');
});

test('the last move is marked, and only it', () => {
  const html = draw('40 04');
  expect(count(html, /data-last=""/g)).toBe(1);
  expect(tag(html, 'data-last')).toContain('data-move="04"');
  expect(tag(html, 'data-last')).toContain('data-mark="O"');
});

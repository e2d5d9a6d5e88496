import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRoute, type Fragment, HOME, parseRoute, printRoute } from './route.ts';

test.each(['', '#', '#/', '#/nowhere', '#/c/', '#/c/%%', '#/c/<b>'])(
  '"%s" is home, not a blank page',
  (text) => {
    expect(parseRoute(text)).toEqual(HOME);
  },
);

test('a challenge link names its player, however it was typed', () => {
  for (const text of ['#/c/Rare-Geckos-JAM', '#/c/rare%20geckos%20jam']) {
    expect(parseRoute(text)).toEqual({ name: 'home', challenge: 'rare-geckos-jam' });
  }
});

test('what is printed is read back', () => {
  for (const text of ['#/', '#/play', '#/local', '#/c/rare-geckos-jam']) {
    expect(printRoute(parseRoute(text))).toBe(text);
  }
});

test('no fragment makes it throw', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(['home', 'play', 'local']).toContain(parseRoute(`#/c/${text}`).name);
      expect(parseRoute(text).name).toBeTypeOf('string');
    }),
  );
});

test('the address bar and the page follow each other, and a redirect leaves no trace in the history', () => {
  const entries = ['#/local'];
  let heard: () => void = () => undefined;
  const fragment: Fragment = {
    read: () => entries.at(-1) ?? '',
    write: (next) => void entries.push(next),
    replace: (next) => void entries.splice(-1, 1, next),
    onChange: (listener) => {
      heard = listener;
    },
  };
  const store = createRoute(fragment);
  expect(store.getState().route).toEqual({ name: 'local' });
  store.getState().go(HOME);
  entries.push('#/c/rare-geckos-jam');
  heard();
  expect(store.getState().route).toEqual({ name: 'home', challenge: 'rare-geckos-jam' });
  store.getState().redirect(HOME);
  expect(entries).toEqual(['#/local', '#/', '#/']);
  expect(store.getState().route).toEqual(HOME);
});

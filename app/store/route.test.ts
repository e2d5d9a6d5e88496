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
  expect(parseRoute('#/c/Rare-Geckos-JAM')).toEqual({ name: 'home', challenge: 'rare-geckos-jam' });
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

test('the address bar and the page follow each other', () => {
  let shown = '#/local';
  let heard: () => void = () => undefined;
  const fragment: Fragment = {
    read: () => shown,
    write: (next) => {
      shown = next;
    },
    onChange: (listener) => {
      heard = listener;
    },
  };
  const store = createRoute(fragment);
  expect(store.getState().route).toEqual({ name: 'local' });
  store.getState().go(HOME);
  expect(shown).toBe('#/');
  shown = '#/c/rare-geckos-jam';
  heard();
  expect(store.getState().route).toEqual({ name: 'home', challenge: 'rare-geckos-jam' });
});

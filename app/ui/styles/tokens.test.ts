import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const [lightPart = '', darkPart = ''] = css.split('@media (prefers-color-scheme: dark)');

function colours(part: string): Map<string, string> {
  return new Map(
    [...part.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name = '', hex = '']) => [name, hex]),
  );
}
const LIGHT = colours(lightPart);
const DARK = new Map([...LIGHT, ...colours(darkPart)]);

/** Relative luminance, 0..1 (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(scheme: Map<string, string>, one: string, other: string): number {
  const [low = 0, high = 0] = [one, other]
    .map((name) => luminance(scheme.get(name) ?? ''))
    .toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

const TEXT: readonly (readonly [string, string])[] = [
  ['ink', 'page'],
  ['ink', 'surface'],
  ['ink', 'sunken'],
  ['ink', 'x-soft'],
  ['ink', 'o-soft'],
  ['ink', 'bad-soft'],
  ['ink-soft', 'page'],
  ['ink-soft', 'surface'],
  ['ink-soft', 'sunken'],
  ['on-ink', 'ink'],
  ['on-ink', 'ink-hover'],
  ['bad', 'surface'],
];
const MARKS: readonly (readonly [string, string])[] = [
  ['x', 'cell'],
  ['x', 'cell-rest'],
  ['x', 'x-soft'],
  ['x', 'page'],
  ['x', 'surface'],
  ['on-x', 'x'],
  ['o', 'cell'],
  ['o', 'cell-rest'],
  ['o', 'o-soft'],
  ['o', 'page'],
  ['o', 'surface'],
  ['on-o', 'o'],
  ['drawn', 'tile'],
  ['focus', 'cell'],
  ['focus', 'cell-rest'],
  ['focus', 'page'],
  ['focus', 'surface'],
  ['line-strong', 'surface'],
  ['good', 'surface'],
  ['good', 'page'],
  ['wait', 'surface'],
  ['wait', 'page'],
  ['bad', 'page'],
  ['line-strong', 'page'],
  ['wait', 'sunken'],
  ['bad', 'sunken'],
];

for (const [scheme, tokens] of [
  ['light', LIGHT],
  ['dark', DARK],
] as const) {
  test.each(TEXT)(`${scheme}: %s can be read on %s`, (text, ground) => {
    expect(contrast(tokens, text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each(MARKS)(`${scheme}: %s stands out from %s`, (mark, ground) => {
    expect(contrast(tokens, mark, ground)).toBeGreaterThanOrEqual(3);
  });

  test(`${scheme}: X and O differ in lightness, not in hue alone`, () => {
    expect(contrast(tokens, 'x', 'o')).toBeGreaterThanOrEqual(1.5);
  });
}

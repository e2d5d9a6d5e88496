import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { MOVE_REFUSALS } from '../game/index.ts';
import { COMMAND_REFUSALS, DISPUTES, FATAL_REFUSALS, NEWS, PEER_REFUSALS } from './codes.ts';
import { FRAME_MAX_LENGTH, FRAME_TYPES } from './messages.ts';
import { DEFAULT_TIMING } from './state.ts';
import { UNACKED_MAX, WINDOW } from './stream.ts';

const DOCS = new URL('../../docs/', import.meta.url);
const TEXT = readdirSync(DOCS)
  .filter((name) => /^protocol.*\.md$/.test(name))
  .map((name) => readFileSync(new URL(name, DOCS), 'utf8'))
  .join('\n');

/** The first two columns of every table row. */
const ROWS = new Map(
  [...TEXT.matchAll(/^\| `([^`]+)` *\| ([^|]*?) *\|/gm)].map(([, name, value]) => [name, value]),
);

test.each([
  ...PEER_REFUSALS,
  ...FATAL_REFUSALS,
  ...DISPUTES,
  ...COMMAND_REFUSALS,
  ...NEWS,
  ...MOVE_REFUSALS,
  ...FRAME_TYPES,
])('%s is missing in the tables of docs/protocol.md', (name) => {
  expect(ROWS.get(name)).toBeTruthy();
});

test.each([...Object.entries(DEFAULT_TIMING), ...Object.entries({ FRAME_MAX_LENGTH, WINDOW, UNACKED_MAX })])(
  'the limit %s is not the one in docs/protocol.md',
  (name, value) => {
    expect(ROWS.get(name)).toBe(String(value));
  },
);

import { expect, test } from 'vitest';
import { CLOSE } from './close-codes.ts';
import { ClientRequest, HANDSHAKE_ERRORS, PeerMessage, ServerNotice } from './protocol/index.ts';
import { GOAWAY_REASONS, REFUSALS } from './protocol/superset.ts';
import { readManual } from './testing/manual.ts';

const PEER_TYPES = PeerMessage.options.flatMap(({ entries: { type } }) =>
  'literal' in type ? [type.literal] : type.options,
);
const SAID = [...ClientRequest.options, ...ServerNotice.options].map(({ entries }) => entries.type.literal);

/** First cells of the rows of all tables; one cell may name several. */
const ROWS = readManual()
  .split('\n')
  .flatMap((line) => /^\|([^|]+)\|/.exec(line)?.[1] ?? []);

test.each([
  ...new Set([...PEER_TYPES, ...SAID, ...REFUSALS, ...GOAWAY_REASONS, ...Object.keys(HANDSHAKE_ERRORS)]),
])('%s has its row in a table of docs/protocol.md', (name) => {
  expect(ROWS.filter((row) => row.includes(`\`${name}\``))).not.toEqual([]);
});

test.each(Object.entries(CLOSE))(
  'the close code for %s, %i, has its row in docs/protocol.md',
  (_why, code) => {
    expect(ROWS.filter((row) => row.includes(`${code}`))).not.toEqual([]);
  },
);

import { expect, test } from 'vitest';
import { pathOf, type Stats } from './path.ts';

interface Ends {
  readonly local: object;
  readonly remote: object;
  /** What the browser says about which pair is in use. */
  readonly pair?: object;
  readonly transport?: object | null;
}

/** Two pairs, of which the second one is in use. */
function stats({ local, remote, pair = {}, transport = { selectedCandidatePairId: 'P2' } }: Ends): Stats {
  const ids = { localCandidateId: 'L', remoteCandidateId: 'R' };
  return new Map<string, Record<string, unknown>>([
    ['P1', { type: 'candidate-pair', localCandidateId: 'X', remoteCandidateId: 'X', state: 'succeeded' }],
    ['P2', { type: 'candidate-pair', ...ids, ...pair }],
    ['L', { type: 'local-candidate', ...local }],
    ['R', { type: 'remote-candidate', ...remote }],
    ['X', { type: 'local-candidate', candidateType: 'host' }],
    ...(transport === null ? [] : [['T', { type: 'transport', ...transport }] as const]),
  ]);
}

const host = { candidateType: 'host' };
const relay = { candidateType: 'relay' };
const prflx = { candidateType: 'prflx' };

test.each([
  ['two host candidates', { local: host, remote: host }, 'direct'],
  ['two home routers', { local: { candidateType: 'srflx' }, remote: { candidateType: 'srflx' } }, 'direct'],
  ['an own relay', { local: relay, remote: host }, 'relayed'],
  ['their relay', { local: host, remote: relay }, 'relayed'],
  ['both relays', { local: relay, remote: relay }, 'relayed'],
  [
    'an own relay that they see at another address',
    { local: { ...prflx, relayProtocol: 'udp' }, remote: host },
    'relayed',
  ],
])('%s: %s', (_what, ends, path) => {
  expect(pathOf(stats(ends), false)).toBe(path);
});

test('an end that they have not named yet may be a relay: it is taken for direct only once they had the time', () => {
  const ends = stats({ local: host, remote: prflx });
  expect(pathOf(ends, false)).toBeNull();
  expect(pathOf(ends, true)).toBe('direct');
  expect(pathOf(stats({ local: relay, remote: prflx }), false)).toBe('relayed');
});

test.each([
  ['a transport that names it', {}],
  ['Firefox’s mark', { transport: null, pair: { selected: true } }],
  ['nothing but nomination', { transport: null, pair: { nominated: true, state: 'succeeded' } }],
])('the pair in use is found by %s', (_what, how) => {
  expect(pathOf(stats({ local: relay, remote: host, ...how }), false)).toBe('relayed');
});

test.each([
  ['nothing is said', new Map()],
  ['no pair is chosen', stats({ local: host, remote: host, transport: null })],
  [
    'the chosen pair is gone',
    stats({ local: host, remote: host, transport: { selectedCandidatePairId: 'P3' } }),
  ],
])('no path is made up when %s', (_what, said) => {
  expect(pathOf(said, true)).toBeNull();
});

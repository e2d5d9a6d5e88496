import { expect, test } from 'vitest';
import { type Consent, judge } from './consent.ts';

const CONSENTS = {
  'a stock client': { kind: 'open' },
  'a client whose list is awaited': { kind: 'awaited' },
  'a client that allows the sender': { kind: 'listed', allow: new Set(['ann', 'cy']) },
  'a client that allows others': { kind: 'listed', allow: new Set(['cy']) },
  'a client that allows nobody': { kind: 'listed', allow: new Set<string>() },
} as const satisfies Record<string, Consent>;

test.each([
  ['a stock client', { OFFER: 'pass', ANSWER: 'pass', CANDIDATE: 'pass', LEAVE: 'pass', CHALLENGE: 'hold' }],
  [
    'a client whose list is awaited',
    { OFFER: 'hold', ANSWER: 'hold', CANDIDATE: 'hold', LEAVE: 'hold', CHALLENGE: 'hold' },
  ],
  [
    'a client that allows the sender',
    { OFFER: 'pass', ANSWER: 'pass', CANDIDATE: 'pass', LEAVE: 'pass', CHALLENGE: 'pass' },
  ],
  [
    'a client that allows others',
    { OFFER: 'refuse', ANSWER: 'refuse', CANDIDATE: 'refuse', LEAVE: 'refuse', CHALLENGE: 'pass' },
  ],
  [
    'a client that allows nobody',
    { OFFER: 'refuse', ANSWER: 'refuse', CANDIDATE: 'refuse', LEAVE: 'refuse', CHALLENGE: 'pass' },
  ],
] as const)('what reaches %s', (client, verdicts) => {
  const judged = (['OFFER', 'ANSWER', 'CANDIDATE', 'LEAVE', 'CHALLENGE'] as const).map(
    (type) => [type, judge(CONSENTS[client], { type, from: 'ann' })] as const,
  );
  expect(Object.fromEntries(judged)).toEqual(verdicts);
  expect(judge(CONSENTS[client], { type: 'EXPIRE', from: 'ann' })).toBe('pass');
});

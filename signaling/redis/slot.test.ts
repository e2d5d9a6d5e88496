import { expect, test } from 'vitest';
import { slotOf } from './slot.ts';

test('slots are those that a cluster computes', () => {
  // The check value of CRC16/XMODEM, then what CLUSTER KEYSLOT answers.
  expect(slotOf('123456789')).toBe(0x31c3);
  expect(slotOf('foo')).toBe(12_182);
  expect(slotOf('signaling:{p:ann}:owner')).toBe(slotOf('p:ann'));
  expect(slotOf('signaling:{p:ann}:owner')).toBe(slotOf('signaling:{p:ann}:held'));
  expect(slotOf('a{}b')).not.toBe(slotOf(''));
  expect(slotOf('a{b')).not.toBe(slotOf('b'));
});

/** Single values as hostile programs send them. */
import type { Random } from './random.ts';

/** Peers of the fuzz, some of them online, and what is no id at all. */
const IDS = [
  'fuzz-0',
  'fuzz-1',
  'fuzz-2',
  'fuzz-3',
  'healthy-ann',
  'nobody',
  'raw/fuzz',
  '__proto__',
  'constructor',
  '',
  'a b',
  'x'.repeat(65),
] as const;

const STRINGS = [
  '',
  ' ',
  '\u0000',
  '\u202Egnp.exe',
  '👩‍👩‍👧‍👦',
  'e\u0301'.repeat(50),
  '\uFEFF',
  '\uD800',
  '"\\/\b\f\n\r\t',
  '${1+1}{{7*7}}',
  '../../etc/passwd',
  '<script>alert(1)</script>',
  '{s:admin}:secret',
  'FLUSHALL\r\n',
  'lobby',
  'available',
  'accept',
  'v=0\r\n',
  'candidate:1 1 udp 1 192.0.2.1 9 typ host',
] as const;

export const NAMES = [
  'type',
  'payload',
  'src',
  'dst',
  'mid',
  'room',
  'allow',
  'status',
  'from',
  'to',
  'sdp',
  'candidate',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
] as const;

export function anyId(random: Random): string {
  return random.pick(IDS);
}

/** Any JSON value, small. */
export function anyValue(random: Random, depth = 2): unknown {
  switch (random.below(depth > 0 ? 11 : 8)) {
    case 0:
      return null;
    case 1:
      return random.chance(0.5);
    case 2:
      return random.pick([0, -1, 1, 1.5, 2 ** 31, 2 ** 53, -0, 1e308, 65_536]);
    case 3:
    case 4:
      return random.pick(STRINGS);
    case 5:
      return anyId(random);
    case 6:
      return [];
    case 7:
      return {};
    case 8:
      return Array.from({ length: random.below(4) }, () => anyValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [random.pick(NAMES), anyValue(random, depth - 1)]),
      );
  }
}

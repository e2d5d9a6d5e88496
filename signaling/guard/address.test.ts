import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clientOf, readAddress } from './address.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  [' 192.0.2.1 ', '192.0.2.1'],
  ['192.0.2.1:4711', '192.0.2.1'],
  ['2001:DB8::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:4711', '2001:db8::1'],
  ['fe80::1%eth0', 'fe80::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:c000:201', '192.0.2.1'],
  ['0:0:0:0:0:ffff:192.0.2.1', '192.0.2.1'],
  ['::ffff:0:0', '0.0.0.0'],
  ['::1', '::1'],
  ['::192.0.2.1', '::192.0.2.1'],
])('the address %j is read as %j', (text, address) => {
  expect(readAddress(text)).toBe(address);
});

test.each([
  '',
  ' ',
  'unknown',
  '_hidden',
  '256.0.0.1',
  '192.0.2',
  '192.0.2.1/8',
  '1::2::3',
  '[192.0.2.1',
  'localhost',
])('%j is no address', (text) => {
  expect(readAddress(text)).toBe(null);
});

test('an IPv4-mapped address is the IPv4 address, however it is written', () => {
  fc.assert(
    fc.property(fc.ipV4(), (ipv4) => {
      const [a = 0, b = 0, c = 0, d = 0] = ipv4.split('.').map(Number);
      const hex = `::ffff:${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
      expect(readAddress(`::ffff:${ipv4}`)).toBe(ipv4);
      expect(readAddress(hex)).toBe(ipv4);
    }),
  );
});

test('one IPv6 client is one, whichever of its addresses it takes and however they are written', () => {
  const group = fc.integer({ min: 0, max: 0xffff });
  const groups = (length: number) => fc.array(group, { minLength: length, maxLength: length });
  fc.assert(
    fc.property(groups(4), groups(4), groups(4), (network, one, other) => {
      const written = (host: readonly number[]): string => {
        const full = [...network, ...host].map((part) => part.toString(16)).join(':');
        return new URL(`http://[${full}]`).hostname;
      };
      const [first, second] = [one, other].map((host) => clientOf(readAddress(written(host)) ?? ''));
      fc.pre(network.some((part) => part !== 0));
      expect(first).toBe(second);
      expect(first).toBe(`${network.map((part) => part.toString(16)).join(':')}::/64`);
    }),
  );
});

test('whatever a header holds, reading it ends with an address or with none', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4Extended()), (text) => {
      const address = readAddress(text);
      expect(address === null ? null : readAddress(address)).toBe(address);
    }),
  );
});

import type { NetworkInterfaceInfo } from 'node:os';
import { expect, test } from 'vitest';
import { certificateNames, lanAddresses } from './addresses.ts';

function at(address: string, internal = false): NetworkInterfaceInfo {
  const shared = { address, netmask: '', mac: '', internal, cidr: null };
  return address.includes(':') ? { ...shared, family: 'IPv6', scopeid: 0 } : { ...shared, family: 'IPv4' };
}

test('a laptop with containers, a tunnel and both address families is found at its Wi-Fi address', () => {
  const interfaces = {
    lo: [at('127.0.0.1', true), at('::1', true)],
    docker0: [at('172.17.0.1')],
    'br-9c1d': [at('172.18.0.1')],
    veth12ab: [at('fe80::1')],
    tun0: [at('10.8.0.2')],
    wlan0: [at('192.168.1.23'), at('2001:db8::23'), at('fe80::23')],
  };
  expect(lanAddresses(interfaces)).toEqual(['192.168.1.23']);
});

test('addresses of home networks come first, whatever their order', () => {
  const interfaces = {
    eth0: [at('203.0.113.9')],
    en0: [at('10.0.0.4')],
    en1: [at('172.16.0.4'), at('172.32.0.4')],
    en2: [at('192.168.0.4')],
  };
  expect(lanAddresses(interfaces)).toEqual([
    '10.0.0.4',
    '172.16.0.4',
    '192.168.0.4',
    '203.0.113.9',
    '172.32.0.4',
  ]);
});

test('where there is no IPv4, an IPv6 address will do, if it leads beyond the next switch', () => {
  expect(lanAddresses({ en0: [at('fe80::1'), at('fd12::1'), at('2001:db8::1')] })).toEqual([
    'fd12::1',
    '2001:db8::1',
  ]);
});

test('an address that a machine gave itself for want of another leads nowhere', () => {
  expect(lanAddresses({ en0: [at('169.254.7.7')], en1: [] })).toEqual([]);
});

test('macOS and Windows have virtual networks too, and real ones with names like theirs', () => {
  const interfaces = {
    utun3: [at('10.1.0.1')],
    bridge100: [at('192.168.64.1')],
    'vEthernet (WSL)': [at('172.20.0.1')],
    'vEthernet (External)': [at('192.168.1.2')],
    'Wi-Fi': [at('192.168.1.3')],
    bridge0: [at('192.168.1.4')],
  };
  expect(lanAddresses(interfaces)).toEqual(['192.168.1.2', '192.168.1.3', '192.168.1.4']);
});

test.each([
  ['laptop', null, ['laptop', 'laptop.local']],
  ['Laptop.Home.Arpa', null, ['laptop.home.arpa']],
  ["Ann's Laptop", null, []],
  ['my_pc', null, []],
  ['laptop', '::', ['laptop', 'laptop.local']],
  ['laptop', '0.0.0.0', ['laptop', 'laptop.local']],
  ['laptop', '192.168.1.23', ['laptop', 'laptop.local']],
  ['laptop', 'Game.Home', ['laptop', 'laptop.local', 'game.home']],
])(
  'the certificate of %s, told to listen on %s, is for what a browser may ask for',
  (machine, host, more) => {
    expect(certificateNames(['192.168.1.23'], machine, host)).toEqual([
      'localhost',
      '127.0.0.1',
      '::1',
      '192.168.1.23',
      ...more,
    ]);
  },
);

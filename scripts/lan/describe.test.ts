import { X509Certificate } from 'node:crypto';
import { encode } from 'uqr';
import { expect, test } from 'vitest';
import { makeCertificate } from './certificate.ts';
import { describeStart, type Start } from './describe.ts';

const ADDRESSES = ['192.168.1.23', '10.0.0.4'];
const { cert } = await makeCertificate([...ADDRESSES, 'fd12::1', 'game.home'], new Date());
const { fingerprint256 } = new X509Certificate(cert);

function lines(start: Partial<Start>): string[] {
  const text = describeStart({
    port: 9000,
    host: null,
    certificate: { pem: cert, own: false },
    addresses: ADDRESSES,
    columns: 0,
    ...start,
  });
  expect(text === '' || text.endsWith('\n')).toBe(true);
  return text.split('\n').slice(0, -1);
}

test('every address of the network is printed, the likeliest first', () => {
  expect(lines({})).toEqual([
    'In the local network it is at https://192.168.1.23:9000',
    'or https://10.0.0.4:9000',
  ]);
});

test('of a certificate of its own the warning is announced, with what to compare', () => {
  const [warning = '', fingerprint] = lines({ certificate: { pem: cert, own: true }, addresses: [] });
  expect(warning).toMatch(/made the certificate itself/);
  expect(fingerprint).toBe(fingerprint256);
});

test.each<[host: string | null, addresses: readonly string[], urls: readonly string[]]>([
  ['::', ADDRESSES, ['https://192.168.1.23:9000', 'https://10.0.0.4:9000']],
  ['0.0.0.0', ['10.0.0.4', 'fd12::1'], ['https://10.0.0.4:9000']],
  ['10.0.0.4', ADDRESSES, ['https://10.0.0.4:9000']],
  ['game.home', ADDRESSES, ['https://game.home:9000']],
  [null, ['fd12::1'], ['https://[fd12::1]:9000']],
  ['localhost', ADDRESSES, []],
  ['127.0.0.1', ADDRESSES, []],
  ['::1', ADDRESSES, []],
  // Browsers would warn there, in vain: the certificate is for something else.
  [null, ['192.168.7.7'], []],
])('listening on %s with %j is reached at %j', (host, addresses, urls) => {
  expect(lines({ host, addresses }).map((line) => /https:\S+/.exec(line)?.[0])).toEqual(urls);
});

test('over plain HTTP no address of the network is offered: it would be no secure page', () => {
  expect(lines({ certificate: null })).toEqual(['For a phone on the same Wi-Fi: HTTPS=1 npm start']);
  expect(lines({ certificate: null, host: '127.0.0.1' })).toEqual([]);
  expect(lines({ certificate: null, addresses: [] })).toEqual([]);
});

/** White on black, by colours that no theme of a terminal changes. */
const COLOURS = '\u001B[38;5;231;48;5;16m';
const RESET = '\u001B[0m';

/** What a camera sees: whether the module is dark, for two rows of modules in each line. */
function modules(printed: readonly string[]): boolean[][] {
  return printed.flatMap((line) => {
    const characters = line.slice(COLOURS.length, -RESET.length).split('');
    return [characters.map((c) => !'█▀'.includes(c)), characters.map((c) => !'█▄'.includes(c))];
  });
}

test('the QR code is that of the first address, in colours of its own', () => {
  const qr = lines({ columns: 80 }).slice(2);
  expect(qr.every((line) => line.startsWith(COLOURS) && line.endsWith(RESET))).toBe(true);
  const { data, size } = encode('https://192.168.1.23:9000', { border: 4 });
  expect(modules(qr).slice(0, size)).toEqual(data);
});

test('a log has no QR code, nor has a terminal that would break its lines', () => {
  const withQr = lines({ columns: 80 });
  const width = encode('https://192.168.1.23:9000', { border: 4 }).size;
  expect(lines({ columns: width })).toEqual(withQr);
  expect(lines({ columns: width - 1 })).toEqual(lines({ columns: 0 }));
  expect(lines({ columns: 0 })).toHaveLength(2);
});

test('where there is no network there is no QR code', () => {
  expect(lines({ addresses: [], columns: 80 })).toEqual([]);
});

import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { turnServer } from '../../../signaling/identity/turn.ts';
import { type Authority, createAuthority } from '../../../signaling/testing/authority.ts';
import { startGoogle } from './testing/google.ts';
import { canRunScript, createMachine, type Machine } from './testing/machine.ts';
import { HOST, SECRET_NAME, SHARED_SECRET, startScript, USER_QUOTA } from './testing/script.ts';
import { askFor, type Client, meet, overTls } from './testing/turn-client.ts';
import { freePorts, hasIpv6, type Ports, startTurnserver, type Turnserver } from './testing/turnserver.ts';

/** Long, for machines that are busy with other tests. */
const TIMEOUT_MS = 60_000;
vi.setConfig({ testTimeout: TIMEOUT_MS, hookTimeout: TIMEOUT_MS });

/** Hosts of the internet. They are sent nothing. */
const PUBLIC_PEER = '192.88.98.1';
const PUBLIC_PEER_6 = '2606:4700::1';

/** Relayed addresses of the other family: the client asks for one, and for one only. */
const IPV6 = ['-x', '-X'];

interface Served {
  readonly machine: Machine;
  readonly ports: Ports;
  readonly server: Turnserver;
  stop(): Promise<void>;
}

/** Runs the start script, and coturn with the settings that it wrote. */
async function serve(host: string | null, authority?: Authority): Promise<Served> {
  const google = await startGoogle(SECRET_NAME, [SHARED_SECRET]);
  const machine = await createMachine(google.url);
  const ports = await freePorts();
  await machine.run(startScript(ports, host));
  google.stop();
  if (authority !== undefined) await certify(machine, authority);
  const tcp = authority === undefined ? ports.plain : ports.https;
  const settings = machine.at('run/turn/turnserver.conf');
  const server = await startTurnserver(settings, machine.at(''), { udp: ports.plain, tcp });
  const stop = async (): Promise<void> => {
    await server.stop();
    await machine.stop();
  };
  return { machine, ports, server, stop };
}

/** As certbot's hook does it. */
async function certify(machine: Machine, authority: Authority): Promise<void> {
  const { cert, key } = await authority.issue(HOST);
  await writeFile(machine.at('etc/turn/fullchain.pem'), cert);
  await writeFile(machine.at('etc/turn/privkey.pem'), key);
}

function client(port: number, name: string, secret = SHARED_SECRET, now = Date.now()): Client {
  const options = { turnUrls: [], turnSecret: secret, turnTtlSeconds: 60 };
  const { username = '', credential = '' } = turnServer(options, name, now);
  return { port, username, credential };
}

describe.skipIf(!canRunScript)(
  'coturn with our settings (skipped when terraform, curl or jq is not installed)',
  () => {
    let authority: Authority;
    let served: Served;

    beforeAll(async () => {
      authority = await createAuthority('an authority of the test');
      served = await serve(HOST, authority);
    });
    afterAll(() => served?.stop());

    /** Each test has names of its own: allocations live on, and are counted. */
    const named = (name: string, secret?: string, now?: number): Client =>
      client(served.ports.plain, name, secret, now);

    test('understands every line of them', () => {
      const odd = served.server.lines.filter((line) => /bad|wrong|error|warning|cannot/i.test(line));
      // The one is of the test's own.
      expect(odd).toEqual([expect.stringContaining('allow_loopback_peers')]);
    });

    test('takes credentials of the service, and none that are forged or have run out', async () => {
      expect(await askFor(PUBLIC_PEER, named('ann'))).toBe('permitted');
      expect(await askFor(PUBLIC_PEER, named('ann', 'another-secret'))).toBe(401);
      expect(await askFor(PUBLIC_PEER, named('ann', SHARED_SECRET, Date.now() - 61_000))).toBe(401);
    });

    test.each([
      '0.0.0.0',
      '10.0.0.1',
      '100.64.0.1',
      '127.0.0.2',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.0.0.8',
      '192.168.255.255',
      '198.18.0.1',
      '203.0.113.8',
      '224.0.0.1',
      '255.255.255.255',
    ])('relays nothing to %s', async (peer) => {
      expect(await askFor(peer, named(peer))).toBe(403);
    });

    test
      .skipIf(!hasIpv6)
      .each([
        '::',
        '::1',
        '::10.0.0.1',
        '::ffff:10.0.0.1',
        '::ffff:169.254.169.254',
        '64:ff9b::10.0.0.1',
        '2001::1',
        '2001:db8::1',
        '2002:a00:1::',
        'fd20:ce::254',
        'fe80::1',
        'ff02::1',
      ])('relays nothing to %s (skipped without IPv6)', async (peer) => {
      expect(await askFor(peer, named(peer), IPV6)).toBe(403);
    });

    test('relays to the internet', async () => {
      expect(await askFor(PUBLIC_PEER, named('bob'))).toBe('permitted');
    });

    test.skipIf(!hasIpv6)('relays to the internet over IPv6 (skipped without)', async () => {
      expect(await askFor(PUBLIC_PEER_6, named('bea'), IPV6)).toBe('permitted');
    });

    test('two players who both hide behind the server reach each other', async () => {
      expect(await meet(named('both'))).toBe(0);
    });

    test('opens no TCP connections for anybody', async () => {
      expect(await askFor(PUBLIC_PEER, named('tcp'), ['-T'])).toBe(442);
    });

    test('counts the allocations of a name, whenever its credentials were made', async () => {
      const answers = [];
      // Each time two, which live on.
      for (let asked = 0; asked <= USER_QUOTA / 2; asked += 1) {
        answers.push(await askFor(PUBLIC_PEER, named('greedy', SHARED_SECRET, Date.now() + asked * 1000)));
      }
      expect(answers).toEqual([...Array<string>(USER_QUOTA / 2).fill('permitted'), 486]);
    });

    test('speaks TLS on both ports, with the certificate of its name', async () => {
      for (const port of [served.ports.tls, served.ports.https]) {
        expect((await overTls(port, HOST, authority.cert)).subject.CN).toBe(HOST);
      }
    });

    test('shows a renewed certificate without a restart', async () => {
      const { ports, machine, server } = served;
      const before = await overTls(ports.https, HOST, authority.cert);
      await certify(machine, authority);
      server.reload();
      await vi.waitFor(async () => {
        for (const port of [ports.tls, ports.https]) {
          expect((await overTls(port, HOST, authority.cert)).fingerprint256).not.toBe(before.fingerprint256);
        }
      }, TIMEOUT_MS / 2);
    });
  },
);

test.skipIf(!canRunScript).each([
  ['as long as it has no certificate', HOST],
  ['when there is no domain', null],
])('coturn serves without TLS %s (skipped without terraform, curl or jq)', async (_when, host) => {
  const { ports, stop } = await serve(host);
  try {
    expect(await askFor(PUBLIC_PEER, client(ports.plain, 'ann'))).toBe('permitted');
    await expect(overTls(ports.tls, HOST, '')).rejects.toThrow('ECONNREFUSED');
  } finally {
    await stop();
  }
});

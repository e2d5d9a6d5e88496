import { execFileSync } from 'node:child_process';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Google, startGoogle } from './testing/google.ts';
import { canRunScript, createMachine, type Machine, type Run } from './testing/machine.ts';
import { HOST, SECRET_NAME, SHARED_SECRET, startScript } from './testing/script.ts';

const PORTS = { plain: 3478, tls: 5349, https: 443 };
const NEW_SECRET = 'the1next2one';

describe.skipIf(!canRunScript)(
  'the start script (skipped when terraform, curl or jq is not installed)',
  () => {
    let google: Google;
    let machine: Machine;
    let script: string;
    let first: Run;

    beforeAll(async () => {
      script = startScript(PORTS, HOST);
      google = await startGoogle(SECRET_NAME, [null, SHARED_SECRET, 'a "quoted" one', NEW_SECRET]);
      machine = await createMachine(google.url);
      first = await machine.run(script);
    }, 120_000);

    afterAll(async () => {
      google?.stop();
      await machine?.stop();
    });

    test.each([HOST, null])('is a shell script, for the name %s', (host) => {
      expect(() => execFileSync('bash', ['-n'], { input: startScript(PORTS, host) })).not.toThrow();
    });

    test('waits until its role holds, and starts coturn when its settings are there', async () => {
      expect(first).toEqual({ code: 0, printed: expect.stringContaining('403') });
      expect(await machine.calls()).toEqual([
        'apt-get update --quiet=2',
        'apt-get install --quiet=2 --yes --no-install-recommends coturn curl jq unattended-upgrades certbot',
        'systemctl daemon-reload',
        'systemctl restart coturn',
        'systemctl daemon-reload',
        'systemctl restart --no-block turn-certificate',
      ]);
    });

    test('has the shared secret in memory alone, and prints neither it nor the token', async () => {
      const settings = machine.at('run/turn/turnserver.conf');
      expect(await machine.read('run/turn/turnserver.conf')).toContain(
        `\nstatic-auth-secret=${SHARED_SECRET}\n`,
      );
      expect((await stat(settings)).mode & 0o777).toBe(0o640);
      const secrets = `${SHARED_SECRET}|ya29`;
      const kept = execFileSync('grep', ['-rlE', secrets, machine.at('')], { encoding: 'utf8' });
      expect(kept.trim()).toBe(settings);
      expect(first.printed + script).not.toMatch(new RegExp(secrets));
    });

    test('brings security updates, and a restart at night where they want one', async () => {
      const updates = await machine.read('etc/apt/apt.conf.d/52turn');
      expect(updates).toContain('APT::Periodic::Unattended-Upgrade "1";');
      expect(updates).toContain('Automatic-Reboot-Time "01:30";');
    });

    test('asks for a certificate of its own name until it gets it', async () => {
      const unit = await machine.read('etc/systemd/system/turn-certificate.service');
      expect(unit).toMatch(
        /certonly --standalone .*--email admin@example\.org .*--domain turn-1\.example\.org /,
      );
      expect(unit).toContain('Restart=on-failure');
    });

    test('takes the new secret when it is run again, and one that coturn would misread never', async () => {
      expect(await machine.run(script)).toEqual({
        code: 0,
        printed: 'turn: the shared secret must consist of letters, digits and + / = . _ -\n',
      });
      const settings = await machine.read('run/turn/turnserver.conf');
      expect(settings.match(/static-auth-secret=.*/g)).toEqual([`static-auth-secret=${NEW_SECRET}`]);
    });

    test('with a first certificate coturn starts to listen, with a renewed one it goes on', async () => {
      const lineage = machine.at('etc/letsencrypt');
      await mkdir(lineage);
      const hook = await machine.read('usr/local/sbin/turn-certificate');
      const renew = async (content: string): Promise<string | undefined> => {
        await writeFile(`${lineage}/fullchain.pem`, `certificate ${content}`);
        await writeFile(`${lineage}/privkey.pem`, `key ${content}`);
        expect(await machine.run(hook, { RENEWED_LINEAGE: lineage })).toEqual({ code: 0, printed: '' });
        expect(await machine.read('etc/turn/fullchain.pem')).toBe(`certificate ${content}`);
        expect(await machine.read('etc/turn/privkey.pem')).toBe(`key ${content}`);
        return (await machine.calls()).at(-1);
      };
      expect(await renew('1')).toBe('systemctl restart coturn');
      expect(await renew('2')).toBe('systemctl kill --signal=SIGUSR2 coturn');
      expect((await stat(machine.at('etc/turn/privkey.pem'))).mode & 0o777).toBe(0o640);
    });
  },
);

test.skipIf(!canRunScript)(
  'without a domain nothing is asked of Let’s Encrypt (skipped without terraform, curl or jq)',
  () => {
    expect(startScript(PORTS, null)).not.toMatch(/certbot|letsencrypt|turn-certificate/);
  },
);

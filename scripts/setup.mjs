// Sets up what the two commands need: `npm start` and `npm test` call it first, on a bare clone.
// Plain JavaScript for Node >= 20.19, since it runs before anything is installed.
//
//   node scripts/setup.mjs            the packages
//   node scripts/setup.mjs --tests    the packages, and what the tests drive: a browser, a TURN server, Redis, nginx

import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const shell = process.platform === 'win32';

/** The oldest Node that runs TypeScript without a flag. */
const TYPES_STRIPPED_SINCE = [22, 18];

/**
 * @param {string} sentence
 * @returns {never}
 */
function giveUp(sentence) {
  console.error(sentence);
  process.exit(1);
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell }).status === 0;
}

/** @param {string} path */
function modifiedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}

function installPackages() {
  // npm writes this file last, so a broken-off install is noticed too.
  const installed = modifiedAt(join(root, 'node_modules', '.package-lock.json'));
  if (installed >= modifiedAt(join(root, 'package-lock.json')) && installed > 0) return;
  console.error('Installing packages (npm ci)…');
  if (!run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'])) {
    giveUp('npm ci failed: see above. The npm registry must be reachable.');
  }
}

/** Linux brings its own Node with the packages; elsewhere, or where that one cannot run, the PATH's must do. */
function checkNode() {
  const linked = join(bin, 'node');
  const bundled = join('..', `node-linux-${process.arch}`, 'bin', 'node');
  // npm 10 drops the link when it drops the package for the other processor, which has a `node` too.
  if (!existsSync(linked) && existsSync(join(bin, bundled))) symlinkSync(bundled, linked);
  if (existsSync(linked)) {
    if (spawnSync(linked, ['--version']).status === 0) return;
    // It stands first on the PATH of npm scripts and would break them all: a Linux without glibc, for one.
    rmSync(linked);
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [needMajor = 0, needMinor = 0] = TYPES_STRIPPED_SINCE;
  if (major < needMajor || (major === needMajor && minor < needMinor)) {
    giveUp(
      `Node ${needMajor}.${needMinor} or newer is needed on this system; this is ${process.versions.node}.`,
    );
  }
}

/**
 * Installs one of the system's packages where that needs no password: with Homebrew on macOS, as root on Debian and
 * Ubuntu.
 *
 * @param {string} name
 * @param {string} [formula] its name in Homebrew; not installed from there unless given
 */
function installSystemPackage(name, formula) {
  if (process.platform === 'darwin') {
    if (formula === undefined || spawnSync('brew', ['--version']).status !== 0) return;
    console.error(`Installing ${formula} for the tests (brew)…`);
    run('brew', ['install', '--quiet', formula]);
    return;
  }
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || spawnSync('apt-get', ['--version']).status !== 0) return;
  console.error(`Installing ${name} for the tests (apt-get)…`);
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name]);
  // Debian runs what it installs, from now on, at the usual port. The tests start their own, at free ones.
  const isService = existsSync(`/usr/lib/systemd/system/${name}.service`);
  if (isService && existsSync('/run/systemd/system')) run('systemctl', ['disable', '--now', '--quiet', name]);
}

/** Chromium for the tests: installed already, else from the system's packages, else Playwright's own download. */
async function installChromium() {
  if (await findChromium()) return;
  installSystemPackage('chromium');
  if (await findChromium()) return;
  console.error("Installing Chromium for the tests (Playwright's download)…");
  run(process.execPath, [join(root, 'node_modules', 'playwright', 'cli.js'), 'install', 'chromium']);
  if (await findChromium()) return;
  giveUp(
    'The tests need Chromium: install the package `chromium`, or say where it is: CHROMIUM_PATH=/path npm test',
  );
}

/** Whether the TURN server can be started: the tests do it by the same name (e2e/support/turn.ts). */
function findTurnServer() {
  return spawnSync(process.env['TURNSERVER_PATH'] || 'turnserver', ['-h']).error === undefined;
}

/** coturn for the tests: installed already, else from the system's packages. Nothing on npm stands in for it. */
function installTurnServer() {
  if (findTurnServer()) return;
  installSystemPackage('coturn', 'coturn');
  if (findTurnServer()) return;
  giveUp(
    'The tests need a TURN server: install the package `coturn`, or say where it is: TURNSERVER_PATH=/path npm test',
  );
}

/** Whether Redis or Valkey can be started: the tests look for the same (signaling/testing/redis-program.ts). */
function findRedis() {
  const named = process.env['REDIS_SERVER_PATH'];
  const names = named ? [named] : ['redis-server', 'valkey-server'];
  return names.some((name) => spawnSync(name, ['--version']).status === 0);
}

/** Redis for the tests: installed already, else from the system's packages. The tests start their own on free ports. */
function installRedis() {
  if (findRedis()) return;
  installSystemPackage('redis-server', 'redis');
  if (findRedis()) return;
  giveUp(
    'The tests need Redis: install the package `redis-server` (or `valkey-server`), or say where it is: REDIS_SERVER_PATH=/path npm test',
  );
}

/** Whether nginx can be started: the tests look for the same (infra/testing/nginx.ts). */
function findNginx() {
  const named = process.env['NGINX_PATH'];
  // Debian keeps it where only root looks.
  const names = named ? [named] : ['nginx', '/usr/sbin/nginx'];
  return names.some((name) => spawnSync(name, ['-v']).status === 0);
}

/** nginx for the tests, as the load balancer that the documentation names. The tests start their own on free ports. */
function installNginx() {
  if (findNginx()) return;
  installSystemPackage('nginx', 'nginx');
  if (findNginx()) return;
  giveUp('The tests need nginx: install the package `nginx`, or say where it is: NGINX_PATH=/path npm test');
}

installPackages();
checkNode();
if (process.argv.includes('--tests')) {
  await installChromium();
  installTurnServer();
  installRedis();
  installNginx();
}

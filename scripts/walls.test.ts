/** Breaks each wall of docs/architecture.md in a scratch copy and expects the tools to say so. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COPIED = [
  'app',
  'signaling',
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'tsconfig.test.json',
  '.oxlintrc.json',
];

let scratch = '';

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'walls-'));
  for (const name of COPIED) cpSync(join(ROOT, name), join(scratch, name), { recursive: true });
  // Every package as it is, but a cache of its own: the compiler writes there.
  mkdirSync(join(scratch, 'node_modules'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(scratch, 'node_modules', name));
  }
});

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

function run(tool: string, ...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(join(ROOT, 'node_modules', '.bin', tool), args, {
    cwd: scratch,
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
}

/** Runs a tool with a file added, and takes the file away again. */
function withFile(path: string, source: string, tool: string, ...args: string[]): string {
  const file = join(scratch, path);
  writeFileSync(file, source);
  const { status, output } = run(tool, ...args);
  rmSync(file);
  expect(status, output).not.toBe(0);
  return output;
}

test('the scratch copy is sound before anything is broken', { timeout: 120_000 }, () => {
  for (const [tool, ...args] of [
    ['tsc', '-b', 'app'],
    ['oxlint', 'app/game', 'app/session', 'app/store', 'app/ui'],
  ] as const) {
    const { status, output } = run(tool, ...args);
    expect(status, output).toBe(0);
  }
});

test.each([
  ['app/game', "export { viewOf } from '../session/index.ts';"],
  ['app/session', "export { retryDelayMs } from '../net/index.ts';"],
  ['app/net', "export { createStores } from '../store/index.ts';"],
  ['app/store', "export { App } from '../ui/index.ts';"],
  ['signaling/protocol', "export { memoryRealm } from '../realm/index.ts';"],
  ['app/net', "export { createSignaling } from '../../signaling/server.ts';"],
])('%s cannot import upwards', { timeout: 60_000 }, (floor, source) => {
  expect(withFile(`${floor}/broken.ts`, source, 'tsc', '-b', floor)).toMatch(
    /TS6307|not listed within the file list/,
  );
});

test.each([
  ['app/game', 'document.title'],
  ['app/session', 'setTimeout(() => undefined)'],
  ['app/session', 'process.version'],
  ['signaling/protocol', "fetch('/')"],
])('%s knows neither a document nor a process', { timeout: 60_000 }, (floor, expression) => {
  const output = withFile(`${floor}/broken.ts`, `export const broken = ${expression};\n`, 'tsc', '-b', floor);
  expect(output).toContain('Cannot find name');
});

test.each([
  ['app/game', 'Math.random()', 'no-restricted-properties'],
  ['app/session', 'Date.now()', 'no-restricted-globals'],
  ['app/session', 'new Date()', 'no-restricted-globals'],
  ['app/session', 'performance.now()', 'no-restricted-globals'],
  ['signaling/protocol', 'crypto.randomUUID()', 'no-restricted-globals'],
])('%s has no clock and no randomness', (floor, expression, rule) => {
  const output = withFile(`${floor}/broken.ts`, `export const broken = ${expression};\n`, 'oxlint', floor);
  expect(output).toContain(rule);
});

test('a screen does not know the network', () => {
  const source = "export { peerJsNetwork } from '../net/index.ts';\n";
  expect(withFile('app/ui/broken.ts', source, 'oxlint', 'app/ui')).toContain('no-restricted-imports');
});

test('only its adapter imports PeerJS', () => {
  const source = "import { Peer } from 'peerjs';\nexport const broken = new Peer();\n";
  expect(withFile('app/store/broken.ts', source, 'oxlint', 'app/store')).toContain('no-restricted-imports');
});

test('imports do not run in circles', () => {
  const round = "import { other } from './other.ts';\nexport const broken = (): unknown => other;\n";
  const back = "import { broken } from './broken.ts';\nexport const other = (): unknown => broken;\n";
  writeFileSync(join(scratch, 'app/store/other.ts'), back);
  expect(withFile('app/store/broken.ts', round, 'oxlint', 'app/store')).toContain('import(no-cycle)');
  rmSync(join(scratch, 'app/store/other.ts'));
});

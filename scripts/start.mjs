// `npm start` after set-up: builds the client, then serves it and the signaling service on one port.

import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const built = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

// A person reads this terminal: only what goes wrong, unless asked for more.
const env = { LOG_LEVEL: 'warn', ...process.env };
// Node's `--env-file-if-exists` would say so when there is none, above the one line that matters.
const flags = existsSync(join(root, '.env')) ? ['--env-file=.env'] : [];
const server = spawn(process.execPath, [...flags, 'signaling/main.ts'], { cwd: root, stdio: 'inherit', env });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => server.kill(signal));
}
server.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 0 : 1)));

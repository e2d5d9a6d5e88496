// `npm start` after set-up: builds the client, then serves it and the signaling service on one port.

import { spawn, spawnSync } from 'node:child_process';
import { root, serviceArguments } from './service.mjs';

const built = spawnSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(built.status ?? 1);

// A person reads this terminal: only what goes wrong, unless asked for more.
const env = { LOG_LEVEL: 'warn', ...process.env };
const server = spawn(process.execPath, serviceArguments, { cwd: root, stdio: 'inherit', env });
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
  process.on(signal, () => server.kill(signal));
}
server.on('exit', (code) => process.exit(code ?? 1));

// `npm start` after set-up: builds the client, then serves it and the signaling service on one port.

import { spawn, spawnSync } from 'node:child_process';
import { root } from './service.mjs';

const flags = process.argv.slice(2);

// A flag asks for help, or is a mistake: nothing will be served.
if (flags.length === 0) {
  const built = spawnSync(
    process.execPath,
    ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
    {
      cwd: root,
      stdio: 'inherit',
    },
  );
  if (built.status !== 0) process.exit(built.status ?? 1);
}

const server = spawn(process.execPath, ['scripts/serve.mjs', ...flags], { cwd: root, stdio: 'inherit' });
// Ctrl-C reaches the whole group: the service has it already, and takes a second signal for "at once".
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => server.kill('SIGTERM'));
server.on('exit', (code) => process.exit(code ?? 1));

// `npm run dev`: Vite with hot reload, and the signaling service beside it; Vite passes its requests on.

import { spawn } from 'node:child_process';
import { environment, root } from './service.mjs';

// The page comes from Vite, at localhost, which browsers take for secure without TLS: the service is to serve neither.
const env = { HOST: '127.0.0.1', ...environment, CLIENT_DIR: '', HTTPS: '', TLS_CERT: '', TLS_KEY: '' };

const service = ['--watch', '--watch-preserve-output', 'signaling/main.ts'];
const children = [service, ['node_modules/vite/bin/vite.js']].map((args) =>
  spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env }),
);

/** One cannot do without the other: when either ends, so does all. */
let ending = false;
function end(code = 0) {
  if (ending) return;
  ending = true;
  for (const child of children) child.kill();
  process.exitCode = code;
}
for (const child of children) child.on('exit', (code) => end(code ?? 0));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => end());

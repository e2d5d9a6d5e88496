// What the service is started with: the caller's environment, then the `.env` file, then defaults for a terminal.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadEnvFile } from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const file = join(root, '.env');
// Not Node's `--env-file-if-exists`: that one announces a missing file above the one line that matters.
if (existsSync(file)) loadEnvFile(file);

/** A person reads this terminal: only what goes wrong, unless asked for more, and no JSON. */
export const environment = {
  LOG_LEVEL: 'warn',
  PRETTY_LOGS: process.stdout.isTTY ? 'true' : 'false',
  ...process.env,
};

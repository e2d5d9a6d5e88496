// How Node is told to run the service: its TypeScript as it stands, with the `.env` file where there is one.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Node's arguments. Its `--env-file-if-exists` would announce a missing file above the one line that matters. */
export const serviceArguments = [
  ...(existsSync(join(root, '.env')) ? ['--env-file=.env'] : []),
  'signaling/main.ts',
];

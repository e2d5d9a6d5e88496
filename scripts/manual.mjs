// Writes the tables of the operator's manual that are made of the code.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fillIn } from './manual/tables.ts';
import { root } from './service.mjs';

const file = join(root, 'docs', 'operations.md');
writeFileSync(file, fillIn(readFileSync(file, 'utf8')));

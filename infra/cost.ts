/** What the service costs on Google Cloud in a month. `npm run cost -- --help` */
import { readFileSync, writeFileSync } from 'node:fs';
import { stdout, stderr } from 'node:process';
import { HELP, requestOf } from './cost/options.ts';
import { estimate, fillIn, tables } from './cost/tables.ts';

const README = new URL('README.md', import.meta.url);

const request = requestOf(process.argv.slice(2));
switch (request.do) {
  case 'help':
    stdout.write(`${HELP}\n`);
    break;
  case 'tables':
    stdout.write(`${tables()}\n`);
    break;
  case 'write':
    writeFileSync(README, fillIn(readFileSync(README, 'utf8')));
    break;
  case 'estimate':
    for (const name of request.configurations)
      stdout.write(`${name}\n\n${estimate(name, request.usage)}\n\n`);
    break;
  case 'refuse':
    stderr.write(`${request.problem}\n`);
    process.exitCode = 2;
}

// `npm run smoke -- https://host`: checks a deployed service from outside, as browsers would meet it.

import { readOptions, USAGE } from './smoke/options.ts';
import { smoke } from './smoke/smoke.ts';

const read = readOptions(process.argv.slice(2), process.env);
if (read.type === 'help') {
  console.log(USAGE);
} else if (read.type === 'wrong') {
  console.error(`${read.why}\n\n${USAGE}`);
  process.exitCode = 2;
} else {
  const { failed } = await smoke(read.options, (line) => console.log(line));
  process.exitCode = failed === 0 ? 0 : 1;
}

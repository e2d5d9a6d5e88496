/** The program: `node --env-file-if-exists=.env signaling/main.ts`. */
import { runService } from './program.ts';

await runService(process.env, { args: process.argv.slice(2) });

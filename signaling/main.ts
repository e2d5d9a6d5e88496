/** The program: `node --env-file-if-exists=.env signaling/main.ts`. */
import { type Config, readConfig } from './config.ts';
import { createSignaling, type Signaling } from './server.ts';

const read = readConfig(process.env);
if (read.ok) await start(read.config);
else giveUp(read.problem);

async function start(config: Config): Promise<void> {
  let signaling: Signaling;
  try {
    signaling = await createSignaling(config);
  } catch (error) {
    return giveUp(describeListenError(error, config));
  }
  // A second signal finds no listener any more, and ends the process at once.
  const stop = (): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    void signaling.drain();
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const what = config.clientDir === null ? 'Signaling service at' : 'Ultimate Tic Tac Toe is at';
  process.stdout.write(`${what} ${signaling.url}\n`);
}

function giveUp(line: string): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = 1;
}

function describeListenError(error: unknown, { port, host }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    const other = port < 65_535 ? port + 1 : 9000;
    return `Port ${port} is taken. Stop the program that uses it or choose another: PORT=${other} npm start`;
  }
  if (code === 'EACCES') return `Port ${port} needs more rights. Choose one above 1023: PORT=9000 npm start`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return `HOST ${JSON.stringify(host)} is not an address of this machine.`;
  }
  return `Cannot start: ${error instanceof Error ? error.message : String(error)}`;
}

/** Starts the service as a program: settings from the environment, lines with the addresses, signals. */
import { type Config, readConfig, usage } from './config/index.ts';
import { createSignaling, type Signaling } from './server.ts';
import type { Tls } from './tls.ts';

export interface Starter {
  /** What follows the program's name; the service is set up by its environment alone. */
  readonly args?: readonly string[];
  /** Makes the certificate that `HTTPS` asks for when no files are given. */
  readonly certify?: (config: Config) => Promise<Tls>;
  /** What to print below the lines with the addresses. */
  readonly describe?: (signaling: Signaling, config: Config, tls: Tls | null) => string;
}

/** After the drain, for what waits for Redis or for a file: clouds kill after 10 s, ms. */
const CLOSE_MS = 3500;

const HELP: ReadonlySet<string> = new Set(['--help', '-h']);

/**
 * Runs until SIGTERM or SIGINT. What keeps it from starting is one line on standard error, and exit code 1; for arguments
 * that it does not know, 2.
 */
export async function runService(
  environment: Readonly<Record<string, string | undefined>>,
  { args = [], certify, describe }: Starter = {},
): Promise<void> {
  const unknown = args.find((arg) => !HELP.has(arg));
  if (unknown !== undefined) {
    return giveUp(`${JSON.stringify(unknown)} is not understood; --help says what is`, 2);
  }
  if (args.length > 0) return void process.stdout.write(usage());
  const read = readConfig(environment);
  if (!read.ok) return giveUp(read.problem);
  const { config } = read;
  const tls = config.tls === 'own' ? await certify?.(config) : config.tls;
  if (tls === undefined) {
    return giveUp('HTTPS needs TLS_CERT and TLS_KEY here; only npm start makes a certificate by itself');
  }
  let signaling: Signaling;
  try {
    signaling = await createSignaling({ ...config, tls });
  } catch (error) {
    return giveUp(describeListenError(error, config));
  }
  // A second signal finds no listener any more, and ends the process at once.
  const stop = (): void => {
    process.off('SIGTERM', stop).off('SIGINT', stop);
    setTimeout(() => endNow('it did not end in time'), config.drainTimeoutMs + CLOSE_MS).unref();
    signaling.drain().catch(endNow);
  };
  process.on('SIGTERM', stop).on('SIGINT', stop);
  const what = config.clientDir === null ? 'Signaling service at' : 'Ultimate Tic Tac Toe is at';
  const relay = `${signaling.url.replace(/^http/, 'ws')}${config.path}?roomId=`;
  process.stdout.write(
    `${what} ${signaling.url}\nRooms for any WebRTC app: ${relay}\n${describe?.(signaling, config, tls) ?? ''}`,
  );
}

/** Whatever may still be open. */
function endNow(why: unknown): never {
  process.stderr.write(`Ended at once: ${why instanceof Error ? why.message : String(why)}\n`);
  return process.exit(1);
}

function giveUp(line: string, exitCode = 1): void {
  process.stderr.write(`${line}\n`);
  process.exitCode = exitCode;
}

function describeListenError(error: unknown, { port, host }: Config): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const taken = error instanceof Error && 'port' in error ? Number(error.port) : port;
  if (code === 'EADDRINUSE' && taken !== port) {
    return `Port ${taken} is taken. Stop the program that uses it or choose another HEALTH_PORT.`;
  }
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

/** The real service, as a process of its own on a free port. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface RunningServer {
  /** For instance `http://127.0.0.1:40123`, or `https:` with a certificate. */
  readonly url: string;
  /** Says goodbye to everybody, and ends. */
  stop(): Promise<void>;
  /** Ends at once, as a crash would: nobody is told. Both can be called again. */
  kill(): Promise<void>;
}

/**
 * Starts the service and waits for the address that it prints. Asks no STUN server: tests stay on loopback.
 *
 * @param program `scripts/serve.mjs` is what `npm start` runs once it has built
 */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  program: 'signaling/main.ts' | 'scripts/serve.mjs' = 'signaling/main.ts',
): Promise<RunningServer> {
  const child = spawn(process.execPath, [program], {
    cwd: ROOT,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', STUN_URLS: '', LOG_LEVEL: 'error', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // A run that is broken off must leave no server behind.
  const end = (): void => void child.kill('SIGKILL');
  process.once('exit', end);
  const url = await printedAddress(child);
  async function finish(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    process.off('exit', end);
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  }
  return { url, stop: () => finish('SIGTERM'), kill: () => finish('SIGKILL') };
}

async function printedAddress(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the server has no stdout');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /https?:\/\/[^\s/]+/.exec(line)?.[0];
    if (url !== undefined) {
      // What it prints from here on is nobody's, but must not fill the pipe.
      child.stdout.resume();
      return url;
    }
  }
  throw new Error(`the server ended with ${child.exitCode} before it printed its address`);
}

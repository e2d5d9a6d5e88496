/** The stock PeerJS server, as its image starts it. */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort } from '../../signaling/testing/free-port.ts';

export interface PeerJs {
  /** Where it listens, without a slash at the end. */
  readonly origin: string;
  stop: () => void;
}

/** @param args what the container is started with; its image gives none, and Cloud Run gives the port in `PORT` */
export async function startPeerJs(args: readonly string[]): Promise<PeerJs> {
  const entry = createRequire(import.meta.url).resolve('peer');
  const port = await freePort();
  const child = spawn(process.execPath, [join(entry, '../bin/peerjs.js'), ...args], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => {
    child.kill('SIGKILL');
  };
  for await (const chunk of child.stdout) {
    if (String(chunk).includes('Started PeerServer')) return { origin: `http://127.0.0.1:${port}`, stop };
  }
  throw new Error(`peerjs-server does not start with ${args.join(' ')}`);
}

/** Free TCP ports of 127.0.0.1, for programs that cannot choose one themselves. */
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those of the tests' Redis, and of sockets that ask for any. */
const PORTS = { first: 10_000, count: 2_000 } as const;
const ATTEMPTS = 50;

export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${PORTS.first} to ${PORTS.first + PORTS.count - 1}`);
}

export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const taken = once(server, 'error').then(() => false);
  const free = once(server, 'listening').then(() => true);
  server.listen(port, '127.0.0.1');
  const outcome = await Promise.race([taken, free]);
  if (outcome) {
    server.close();
    await once(server, 'close');
  }
  return outcome;
}

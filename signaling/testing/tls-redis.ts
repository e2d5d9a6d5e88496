/** A real Redis over TLS with a password, as clouds give it: its own authority vouches for it. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from './authority.ts';
import { guardFolder } from './processes-left.ts';
import { startProgram } from './redis-program.ts';

/** With all that has to be escaped in a URL. */
const PASSWORD = 'p%41:/@ss';

export interface TlsRedis {
  readonly port: number;
  readonly password: string;
  /** The certificate of its authority, PEM. Its own names `localhost`, and not `127.0.0.1`. */
  readonly ca: string;
  stop(): Promise<void>;
}

export async function startTlsRedis(): Promise<TlsRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-tls-'));
  guardFolder(folder);
  const authority = await createAuthority('Redis of tests');
  const { cert, key } = await authority.issue('localhost');
  const files = { cert, key, 'ca-cert': authority.cert };
  for (const [name, pem] of Object.entries(files)) await writeFile(join(folder, name), pem);
  const named = Object.keys(files).flatMap((name) => [`--tls-${name}-file`, join(folder, name)]);
  const program = await startProgram((port) => [
    '--port',
    '0',
    '--tls-port',
    `${port}`,
    '--tls-auth-clients',
    'no',
    '--requirepass',
    PASSWORD,
    ...named,
  ]);
  const stop = async (): Promise<void> => {
    await program.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { port: program.port, password: PASSWORD, ca: authority.cert, stop };
}

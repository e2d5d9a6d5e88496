/** A real nginx, with a configuration of the repository in which only addresses are others, and where its log goes. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { eventually } from '../../signaling/testing/eventually.ts';
import { guardFolder, spawnGuarded } from '../../signaling/testing/processes-left.ts';
import { freePort } from '../../signaling/testing/free-port.ts';

/** A pipe of Node is a socket, which cannot be opened by the name of `/dev/stdout`. */
const LOG = 'access.log';

const LISTEN = /listen \d+;/;
const SERVER = /(?<=^\s*server )[\w.-]+:\d+(?= )/gm;

export interface RunningNginx {
  readonly url: string;
  /** All that it logged so far, of requests and of errors. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * @param configuration has one `listen`, and as many `server host:port ` as there are instances
 * @param instances for instance `http://127.0.0.1:40123`
 */
export async function startNginx(configuration: string, instances: readonly string[]): Promise<RunningNginx> {
  const port = await freePort();
  const prefix = await mkdtemp(join(tmpdir(), 'nginx-'));
  guardFolder(prefix);
  // Its workers are not root, even where it is.
  await chmod(prefix, 0o755);
  const file = join(prefix, 'nginx.conf');
  await writeFile(file, elsewhere(configuration, `127.0.0.1:${port}`, instances));
  const log = async (): Promise<string> => `${await readFile(join(prefix, LOG), 'utf8')}${said.join('\n')}`;
  const child = spawnGuarded(nginx(), ['-e', 'stderr', '-p', prefix, '-c', file, '-g', 'daemon off;']);
  const ended = once(child, 'close');
  const said: string[] = [];
  if (child.stderr !== null) createInterface({ input: child.stderr }).on('line', (line) => said.push(line));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    // Its workers end with it; they would not, if it were killed.
    child.kill('SIGTERM');
    await ended;
    await rm(prefix, { recursive: true, force: true });
  };
  try {
    const failed = ended.then(() => Promise.reject(new Error(`nginx ended:\n${said.join('\n')}`)));
    await Promise.race([failed, eventually(() => fetch(`${url}/health`))]);
    failed.catch(() => undefined);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, log, stop };
}

function elsewhere(configuration: string, listen: string, instances: readonly string[]): string {
  const servers = configuration.match(SERVER) ?? [];
  if (servers.length !== instances.length || !LISTEN.test(configuration)) {
    throw new Error('the configuration has no place for these instances');
  }
  const rest = instances.map((url) => new URL(url).host);
  return configuration
    .replace(LISTEN, `listen ${listen};`)
    .replaceAll(SERVER, () => rest.shift() ?? '')
    .replace('/dev/stdout', LOG);
}

/** scripts/setup.mjs looks for the same. */
function nginx(): string {
  const named = process.env['NGINX_PATH'];
  const names = named ? [named] : ['nginx', '/usr/sbin/nginx'];
  const found = names.find((name) => spawnSync(name, ['-v'], { stdio: 'ignore' }).error === undefined);
  if (found === undefined) throw new Error('nginx is not installed');
  return found;
}

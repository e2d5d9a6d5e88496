/** The built client on any static host: another origin, any path, no headers but the type. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { portOf } from './port.ts';

const DIST = fileURLToPath(new URL('../../dist', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
};

/**
 * @param prefix the path of the folder, with a slash at both ends
 * @param config what stands in its `config.json`
 */
export async function hostBuilt(
  prefix: string,
  config: object,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://host');
    const name = pathname.endsWith('/') ? 'index.html' : pathname.slice(prefix.length);
    if (!pathname.startsWith(prefix)) {
      response.writeHead(404).end();
    } else if (name === 'config.json') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(config));
    } else {
      readFile(join(DIST, normalize(`/${name}`))).then(
        (body) => response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? '' }).end(body),
        () => response.writeHead(404).end(),
      );
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${portOf(server)}${prefix}`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

import { resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const YEAR = 'public, max-age=31536000, immutable';

/** Serves the built client from a folder. */
export async function serveClient(app: FastifyInstance, root: string): Promise<void> {
  const assets = resolve(root, 'assets') + sep;
  const serviceSettings = resolve(root, 'config.json');
  await app.register(fastifyStatic, {
    root,
    dotfiles: 'ignore',
    cacheControl: false,
    // The build writes `.br` and `.gz` beside each file.
    preCompressed: true,
    setHeaders: (reply, path) => {
      // Only what carries its hash in its name may be kept; the rest is asked for again, by its ETag.
      const kept = path.startsWith(assets) ? YEAR : path === serviceSettings ? 'no-store' : 'no-cache';
      reply.header('cache-control', kept);
    },
  });
}

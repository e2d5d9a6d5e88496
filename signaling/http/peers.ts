/** What a PeerJS client asks for over HTTP. */
import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { PeerList } from './peer-list.ts';

export interface PeerRoutesOptions {
  readonly allowDiscovery: boolean;
  /** Every id that is online. */
  readonly ids: () => Promise<readonly string[]>;
  /** For how long a list of them may be passed on, ms. */
  readonly idsFreshMs: number;
}

/** A Fastify plugin; its prefix is `{path}{key}`. */
export async function peerRoutes(
  app: FastifyInstance,
  { allowDiscovery, ids, idsFreshMs }: PeerRoutesOptions,
): Promise<void> {
  const list = new PeerList(ids, idsFreshMs);
  app.get('/id', async (_request, reply) => reply.type('text/plain').send(randomUUID()));
  app.get('/peers', async (request, reply) => {
    if (!allowDiscovery) return reply.code(401).type('text/plain').send('Unauthorized');
    const { body, etag } = await list.get(performance.now());
    reply.headers({ 'cache-control': 'no-cache', etag });
    if (request.headers['if-none-match'] === etag) return reply.code(304).send();
    return reply.type('application/json; charset=utf-8').send(body);
  });
}

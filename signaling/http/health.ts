import type { FastifyInstance } from 'fastify';

export interface Health {
  /** Whether everything works: started, not draining, and Redis connected if there is one. */
  readonly ready: () => boolean;
  /** Whether clients are taken: false only while starting and draining. */
  readonly serving: () => boolean;
}

/** Some twice, because some hosts keep paths that end in `z` for themselves. */
export async function healthRoutes(app: FastifyInstance, { ready, serving }: Health): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type('text/plain');
  });
  for (const path of ['/healthz', '/health']) app.get(path, async () => 'ok');
  for (const path of ['/readyz', '/ready']) {
    app.get(path, async (_request, reply) => (ready() ? 'ready' : reply.code(503).send('not-ready')));
  }
  app.get('/serving', async (_request, reply) => (serving() ? 'ok' : reply.code(503).send('not-ready')));
}

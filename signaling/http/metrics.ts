import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';

export interface MetricsRoutesOptions {
  readonly metrics: Metrics;
  /** What has to be shown as a bearer; `null`: nothing. */
  readonly token: string | null;
}

export async function metricsRoutes(
  app: FastifyInstance,
  { metrics, token }: MetricsRoutesOptions,
): Promise<void> {
  const isWanted = token === null ? () => true : bearerCheck(token);
  app.get('/metrics', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (isWanted(request.headers.authorization))
      return reply.type(metrics.contentType).send(await metrics.text());
    return reply.code(401).header('www-authenticate', 'Bearer').type('text/plain').send('Unauthorized');
  });
}

/** Compares digests, in a time that says nothing of how much is right, nor of how long the token is. */
function bearerCheck(token: string): (authorization: string | undefined) => boolean {
  const wanted = digest(token);
  return (authorization) => {
    const [, shown] = /^bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    return shown !== undefined && timingSafeEqual(digest(shown), wanted);
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

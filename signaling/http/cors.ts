import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../metrics/index.ts';
import type { Admission } from '../ports.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Whose request it is, for limits; empty outside of the routes that `serveOtherOrigins` guards. */
    client: string;
  }
}

export interface CorsOptions {
  /** Whether a request may have an effect at all, by its origin and its address. */
  readonly admit: (request: IncomingMessage) => Admission | Promise<Admission>;
  readonly metrics: Metrics;
}

/** The window of the limits of an address. */
const RETRY_AFTER_SECONDS = 10;

/**
 * Lets pages of other hosts ask, as the stock server does, as far as their origins are allowed: nothing here depends
 * on cookies. Holds for all routes of the same scope.
 */
export function serveOtherOrigins(app: FastifyInstance, { admit, metrics }: CorsOptions): void {
  app.decorateRequest('client', '');
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ 'cache-control': 'no-store', vary: 'Origin' });
    const admission = await admit(request.raw);
    const { origin } = request.headers;
    // Who is too fast may read that it is; a page that is not welcome may read nothing.
    const readable = admission.ok || admission.status === 429;
    if (origin !== undefined && readable) reply.header('access-control-allow-origin', origin);
    if (admission.ok) {
      request.client = admission.address;
      return;
    }
    if (admission.status === 429) reply.header('retry-after', RETRY_AFTER_SECONDS);
    metrics.refused(admission.code);
    return reply.code(admission.status).send({ code: admission.code });
  });
  app.options('/*', async (request, reply) => {
    reply.header('access-control-allow-methods', 'GET,HEAD,POST');
    const wanted = request.headers['access-control-request-headers'];
    if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
    return reply.code(204).send();
  });
}

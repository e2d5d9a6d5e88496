import type { Server, ServerOptions } from 'node:http';
import { fastify, type FastifyInstance } from 'fastify';
import { contentSecurityPolicy } from '../csp.ts';
import type { Logger } from '../log.ts';
import { nextRequestId, readRequestId } from '../request-id.ts';

const SECURITY_HEADERS = {
  'content-security-policy': contentSecurityPolicy('header'),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/** For half a year a browser that was here comes by HTTPS alone, whatever a link says: HSTS (RFC 6797). */
const HTTPS_ONLY = { 'strict-transport-security': 'max-age=15552000' };

/** Request line and headers together, bytes: a token of 2048 characters three times over, and what browsers add. */
const HEADERS_MAX_BYTES = 16_384;

/** A whole request, its body included, ms. */
const REQUEST_TIMEOUT_MS = 30_000;

/** Longer than the 60 s for which load balancers commonly keep a connection: it is to be theirs to close, ms. */
const KEEP_ALIVE_MS = 75_000;

/** How often Node looks for requests that take too long, ms. */
const CHECKING_INTERVAL_MS = 5000;

/** What one slow or greedy client may take of a server, for `createServer`. */
export function serverOptions({
  handshakeTimeoutMs,
}: {
  readonly handshakeTimeoutMs: number;
}): ServerOptions {
  return {
    maxHeaderSize: HEADERS_MAX_BYTES,
    headersTimeout: handshakeTimeoutMs,
    requestTimeout: Math.max(REQUEST_TIMEOUT_MS, handshakeTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Who offers HTTP/2 in passing, as curl does, gets an answer over HTTP/1.1.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    connectionsCheckingInterval: Math.min(CHECKING_INTERVAL_MS, handshakeTimeoutMs),
  };
}

/**
 * Answers the requests of a server, for now with 404; listening and closing are the owner's.
 *
 * @param httpsOnly browsers are told so; they do not listen to it over plain HTTP
 */
export function createApp(server: Server, log: Logger, httpsOnly = false): FastifyInstance {
  const app = fastify({
    // Routes that take a body say how long it may be.
    bodyLimit: 1024,
    genReqId: ({ headers }) => readRequestId(headers['x-request-id']) ?? nextRequestId(),
    requestIdHeader: false,
    serverFactory: (handler) => server.on('request', handler),
  });
  const headers = httpsOnly ? { ...SECURITY_HEADERS, ...HTTPS_ONLY } : SECURITY_HEADERS;
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(headers).header('x-request-id', request.id);
  });
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, not the URL: queries hold tokens.
    const { id, method, routeOptions } = request;
    const ms = Math.round(reply.elapsedTime);
    log.debug({ request: id, method, route: routeOptions.url, status: reply.statusCode, ms }, 'request');
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('not found'));
  app.setErrorHandler((error: { statusCode?: number }, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ request: request.id, err: error }, 'request failed');
    return reply
      .code(status)
      .type('text/plain')
      .send(status >= 500 ? 'error' : 'bad request');
  });
  return app;
}

/** What the service answers over plain HTTP: the PeerJS endpoints, ICE servers, health, and the built client. */
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { resolve, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import { fastify, type FastifyInstance } from 'fastify';
import type { Config } from './config.ts';
import { contentSecurityPolicy } from './csp.ts';
import type { Logger } from './log.ts';
import type { IceServers } from './protocol/index.ts';
import type { Realm } from './realm/index.ts';

export interface HttpOptions {
  readonly server: Server;
  readonly config: Config;
  readonly realm: Realm;
  readonly log: Logger;
  /** Whether new clients are welcome. */
  readonly ready: () => boolean;
}

const SECURITY_HEADERS = {
  'content-security-policy': contentSecurityPolicy('header'),
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

const YEAR = 'public, max-age=31536000, immutable';

/** Answers the requests of a server; listening and closing are the owner's. */
export async function serveHttp({ server, config, realm, log, ready }: HttpOptions): Promise<void> {
  const app = fastify({
    // Nothing that is served takes a body.
    bodyLimit: 1024,
    serverFactory: (handler) => server.on('request', handler),
  });

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers(SECURITY_HEADERS);
  });
  app.addHook('onResponse', async (request, reply) => {
    // The pattern, not the URL: queries hold tokens.
    const { method, routeOptions } = request;
    log.debug(
      { method, route: routeOptions.url, status: reply.statusCode, ms: reply.elapsedTime },
      'request',
    );
  });
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/plain').send('not found'));
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'request failed');
    return reply
      .code(status)
      .type('text/plain')
      .send(status >= 500 ? 'error' : 'bad request');
  });

  await app.register(healthRoutes, { ready });
  await app.register(peerRoutes, { prefix: config.path + config.key, config, realm });
  if (config.clientDir !== null) await serveClient(app, resolve(config.clientDir));
  await app.ready();
}

/** Twice, because some hosts keep paths that end in `z` for themselves. */
async function healthRoutes(app: FastifyInstance, { ready }: Pick<HttpOptions, 'ready'>): Promise<void> {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').type('text/plain');
  });
  for (const path of ['/healthz', '/health']) app.get(path, async () => 'ok');
  for (const path of ['/readyz', '/ready']) {
    app.get(path, async (_request, reply) => (ready() ? 'ready' : reply.code(503).send('not-ready')));
  }
}

async function peerRoutes(
  app: FastifyInstance,
  { config, realm }: Pick<HttpOptions, 'config' | 'realm'>,
): Promise<void> {
  const ice: IceServers = { iceServers: config.stunUrls.map((urls) => ({ urls })) };

  // Pages of other hosts may ask, as on the stock server: nothing here depends on cookies.
  app.addHook('onRequest', async (request, reply) => {
    const { origin } = request.headers;
    reply.headers({ 'cache-control': 'no-store', vary: 'Origin' });
    if (origin !== undefined) reply.header('access-control-allow-origin', origin);
  });
  app.options('/*', async (request, reply) => {
    reply.header('access-control-allow-methods', 'GET,HEAD');
    const wanted = request.headers['access-control-request-headers'];
    if (wanted !== undefined) reply.header('access-control-allow-headers', wanted);
    return reply.code(204).send();
  });

  app.get('/id', async (_request, reply) => reply.type('text/plain').send(randomUUID()));
  app.get('/peers', async (_request, reply) =>
    config.allowDiscovery ? realm.ids() : reply.code(401).type('text/plain').send('Unauthorized'),
  );
  app.get('/ice', async () => ice);
}

async function serveClient(app: FastifyInstance, root: string): Promise<void> {
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

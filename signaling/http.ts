/** What the service answers over plain HTTP: the PeerJS endpoints, health, metrics, and the built client. */
import type { Server } from 'node:http';
import { resolve } from 'node:path';
import type { FastifyPluginAsync } from 'fastify';
import type { Config } from './config/index.ts';
import { createApp } from './http/app.ts';
import { type CorsOptions, serveOtherOrigins } from './http/cors.ts';
import { type Health, healthRoutes } from './http/health.ts';
import { metricsRoutes } from './http/metrics.ts';
import { peerRoutes } from './http/peers.ts';
import type { Logger } from './log.ts';

export { AddressLimit } from './http/address-limit.ts';
export { serverOptions } from './http/app.ts';
export { openHealthPort } from './http/health-port.ts';

/** Reading who is online costs a walk through all of Redis, so there a list of them may be so old, ms. */
const IDS_FRESH_MS = 1000;

export interface HttpOptions extends CorsOptions {
  readonly server: Server;
  readonly config: Pick<
    Config,
    'key' | 'path' | 'allowDiscovery' | 'redisUrls' | 'requireWss' | 'metricsToken' | 'clientDir'
  >;
  readonly log: Logger;
  readonly health: Health;
  /** Every id that is online. */
  readonly ids: () => Promise<readonly string[]>;
  /** What else there is below `{path}{key}`, for whom `admit` lets in. */
  readonly routes: readonly FastifyPluginAsync[];
}

/** Answers the requests of a server; listening and closing are the owner's. */
export async function serveHttp(options: HttpOptions): Promise<void> {
  const { server, config, log, health, metrics, admit, ids, routes } = options;
  const app = createApp(server, log, config.requireWss);
  await app.register(healthRoutes, health);
  await app.register(metricsRoutes, { metrics, token: config.metricsToken });
  const forPeers: FastifyPluginAsync = async (scope) => {
    serveOtherOrigins(scope, { admit, metrics });
    const idsFreshMs = config.redisUrls.length > 0 ? IDS_FRESH_MS : 0;
    await scope.register(peerRoutes, { allowDiscovery: config.allowDiscovery, ids, idsFreshMs });
    for (const route of routes) await scope.register(route);
  };
  await app.register(forPeers, { prefix: config.path + config.key });
  // Whose Upgrade header was lost on the way, by a proxy for one, is to find that out.
  app.get(`${config.path}peerjs`, async (_request, reply) =>
    reply
      .code(426)
      .headers({ upgrade: 'websocket', connection: 'upgrade, close' })
      .send({ code: 'transport/not-upgraded', msg: 'This address speaks WebSocket only.' }),
  );
  if (config.clientDir !== null) {
    const { serveClient } = await import('./http/client.ts');
    await serveClient(app, resolve(config.clientDir));
  }
  await app.ready();
}

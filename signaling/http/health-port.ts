import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/index.ts';
import { createApp, serverOptions } from './app.ts';
import { type Health, healthRoutes } from './health.ts';
import { metricsRoutes } from './metrics.ts';

export interface HealthPortOptions {
  /** `null`: there is none. */
  readonly healthPort: number | null;
  /** `null`: every interface. */
  readonly host: string | null;
  readonly health: Health;
  readonly metrics: Metrics;
  /** What has to be shown for metrics; `null`: nothing. */
  readonly metricsToken: string | null;
  readonly handshakeTimeoutMs: number;
  readonly log: Logger;
}

export interface HealthPort {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * Serves health and metrics on a port of their own, over plain HTTP, so that the port of the clients can be all that
 * strangers reach.
 *
 * @throws what `listen` throws, for instance EADDRINUSE
 */
export async function openHealthPort(options: HealthPortOptions): Promise<HealthPort | null> {
  const { healthPort: port, host, health, metrics, metricsToken, log } = options;
  if (port === null) return null;
  const server = createServer(serverOptions(options));
  const app = createApp(server, log);
  await app.register(healthRoutes, health);
  await app.register(metricsRoutes, { metrics, token: metricsToken });
  await app.ready();
  server.listen(host === null ? { port } : { port, host });
  // Rejects with the error of `listen`.
  await once(server, 'listening');
  const address = server.address();
  return {
    port: address === null || typeof address === 'string' ? port : address.port,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

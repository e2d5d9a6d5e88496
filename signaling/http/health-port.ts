import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Logger } from '../log.ts';
import { createApp, serverOptions } from './app.ts';
import { type Health, healthRoutes } from './health.ts';
import { metricsRoutes, type MetricsRoutesOptions } from './metrics.ts';

export interface HealthPortOptions extends MetricsRoutesOptions {
  readonly port: number;
  /** `null`: every interface. */
  readonly host: string | null;
  readonly health: Health;
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
export async function openHealthPort(options: HealthPortOptions): Promise<HealthPort> {
  const { port, host, health, metrics, token, log } = options;
  const server = createServer(serverOptions(options));
  const app = createApp(server, log);
  await app.register(healthRoutes, health);
  await app.register(metricsRoutes, { metrics, token });
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

/** The HTTP server below everything: where it listens, and how it ends. */
import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Config } from './config/index.ts';
import { serverOptions } from './http.ts';
import { createTlsServer, type Tls } from './tls.ts';

export class Listener {
  readonly server: Server;
  readonly #scheme: 'http' | 'https';
  /** Those that are not WebSockets: a server's own `closeAllConnections` passes over those within the TLS handshake. */
  readonly #connections = new Set<Socket>();

  constructor(config: Pick<Config, 'handshakeTimeoutMs'>, tls: Tls | null) {
    const options = serverOptions(config);
    this.#scheme = tls === null ? 'http' : 'https';
    this.server = tls === null ? createServer(options) : createTlsServer(tls, options);
    const connections = this.#connections;
    function forget(this: Socket): void {
      connections.delete(this);
    }
    this.server.on('connection', (socket: Socket) => {
      connections.add(socket);
      socket.on('close', forget);
    });
    // From here on whoever takes the upgrade takes care of it; thousands of them stay for an hour.
    this.server.on('upgrade', (_request, socket: Socket) => {
      connections.delete(socket);
      socket.off('close', forget);
    });
  }

  get port(): number {
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening on a port');
    return address.port;
  }

  /** @throws what `listen` throws, for instance EADDRINUSE */
  listen({ port, host }: Pick<Config, 'port' | 'host'>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(host === null ? { port } : { port, host }, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
  }

  /** For instance `http://localhost:9000`. */
  url(host: string | null): string {
    return `${this.#scheme}://${hostInUrl(host)}:${this.port}`;
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      // Called back with an error when it was not listening: closed is closed.
      this.server.close(() => resolve());
      for (const socket of this.#connections) socket.destroy();
    });
  }
}

function hostInUrl(host: string | null): string {
  if (host === null || host === '::' || host === '0.0.0.0') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

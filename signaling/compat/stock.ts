/**
 * A program that runs the stock server (npm `peer`) in several variants and prints their ports.
 *
 * A process of its own, because the stock server cannot be stopped, and because one malformed frame ends it
 * unless its program listens for `error`: `--embedded` leaves that out.
 */
import { PeerServer } from 'peer';
import { SHORT_TIMES, VARIANTS, type VariantName } from './variants.ts';

const listensForErrors = !process.argv.includes('--embedded');
const ports: Partial<Record<VariantName, number>> = {};
for (const [name, variant] of Object.entries(VARIANTS)) {
  const options = {
    host: '127.0.0.1',
    port: 0,
    allow_discovery: variant.allowDiscovery,
    concurrent_limit: variant.concurrentLimit,
    alive_timeout: variant.aliveTimeoutMs,
    expire_timeout: SHORT_TIMES.expireTimeoutMs,
    cleanup_out_msgs: SHORT_TIMES.sweepMs,
  };
  const port = await new Promise<number>((resolve, reject) => {
    const app = PeerServer(options, (server) => {
      const address = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
    if (listensForErrors) app.on('error', () => {});
  });
  Object.assign(ports, { [name]: port });
}
process.stdout.write(`${JSON.stringify(ports)}\n`);

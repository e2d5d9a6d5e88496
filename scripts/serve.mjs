// Serves what was built, for a person at a terminal: with `HTTPS=1` over TLS, to the whole local network.

import { hostname, networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { runService } from '../signaling/program.ts';
import { certificateNames, lanAddresses } from './lan/addresses.ts';
import { describeStart } from './lan/describe.ts';
import { keptCertificate } from './lan/keep.ts';
import { environment, root } from './service.mjs';

const addresses = lanAddresses(networkInterfaces());

await runService(environment, {
  args: process.argv.slice(2),
  async certify({ host }) {
    const names = certificateNames(addresses, hostname(), host);
    // Not among the packages: those are replaced now and then, and the browsers would have to be told again.
    const { problem, ...tls } = await keptCertificate(join(root, '.cert'), names, new Date());
    if (problem !== undefined) console.error(`The certificate is for this time only: ${problem}`);
    return tls;
  },
  describe({ port }, { host, tls: wanted }, tls) {
    const certificate = tls && { pem: tls.cert, own: wanted === 'own' };
    const columns = process.stdout.isTTY ? process.stdout.columns : 0;
    return describeStart({ port, host, certificate, addresses, columns });
  },
});

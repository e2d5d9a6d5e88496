/** The stock PeerJS server, npm `peer`, with limits that the bench does not reach. */
import { PeerServer } from 'peer';

const app = PeerServer({
  host: '127.0.0.1',
  port: Number(process.env['PORT']),
  allow_discovery: true,
  concurrent_limit: 1_000_000,
  alive_timeout: 3_600_000,
});
// Without a listener a cut connection ends the process.
app.on('error', () => {});

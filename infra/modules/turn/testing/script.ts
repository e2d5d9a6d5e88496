/** The start script as Terraform makes it of the templates, for ports and addresses of this computer. */
import { fileURLToPath } from 'node:url';
import { renderTemplate } from '../../../terraform/console.ts';
import { type Ports, RELAY_PORTS } from './turnserver.ts';

export const SECRET_NAME = 'projects/example/secrets/signaling-turn-secret';
export const SHARED_SECRET = 'what0the1servers2and3the4service5share';
/** The server's name, when it has one. */
export const HOST = 'turn-1.example.org';
/** RFC 5737: belongs to nobody. The internet sees the server there, says its configuration. */
export const PUBLIC_ADDRESS = '203.0.113.7';
export const USER_QUOTA = 6;

const template = (name: string): string =>
  fileURLToPath(new URL(`../templates/${name}.tftpl`, import.meta.url));

/** @param host `null`: without TLS */
export function startScript(ports: Ports, host: string | null): string {
  const settings = renderTemplate(template('turnserver.conf'), {
    private_address: '127.0.0.1',
    public_address: PUBLIC_ADDRESS,
    ports,
    relay_ports: RELAY_PORTS,
    realm: 'example.org',
    user_quota: USER_QUOTA,
    total_quota: 200,
    max_bps: 16_384,
    tls: host !== null,
  });
  return renderTemplate(template('startup.sh'), {
    settings,
    secret: SECRET_NAME,
    host,
    acme_email: 'admin@example.org',
    reboot_time: '01:30',
  });
}

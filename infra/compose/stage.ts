/** What `compose.yaml` starts, as processes of this machine: nginx before two instances over one Redis, settings and all. */
import { readFileSync } from 'node:fs';
import { type Program, startProgram } from '../../signaling/testing/redis-program.ts';
import { type RunningInstance, startInstance } from '../../signaling/testing/processes.ts';
import { type RunningNginx, startNginx } from '../testing/nginx.ts';
import { readCompose } from './compose.ts';

/** What `env.sh` would make. */
const ENV = {
  PUBLIC_ADDRESS: '127.0.0.1',
  REDIS_PASSWORD: 'redis-password-of-a-test',
  TICKET_SECRET: 'ticket-secret-of-a-test-with-32-characters',
  TURN_SECRET: 'turn-secret-of-a-test',
  METRICS_TOKEN: 'metrics-token-of-a-test',
};

export interface Stage {
  /** Of the load balancer. */
  readonly url: string;
  readonly nginx: RunningNginx;
  readonly redis: Program;
  readonly instances: readonly [RunningInstance, RunningInstance];
  /** WebSockets of PeerJS clients on each instance. */
  clients(): Promise<readonly number[]>;
  stop(): Promise<void>;
}

/** @param settings in place of those of `compose.yaml`, to see in a short time what would take long */
export async function startStage(settings: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const { services } = readCompose(ENV);
  const { environment = {} } = services['signaling-1'] ?? {};
  const [, ...redisSettings] = services['redis']?.command ?? [];
  const redis = await startProgram((port) => ['--port', `${port}`, ...redisSettings]);
  const instances: RunningInstance[] = [];
  let nginx: RunningNginx | undefined;
  const stop = async (): Promise<void> => {
    await nginx?.stop();
    await Promise.all(instances.map((instance) => instance.kill()));
    await redis.stop();
  };
  try {
    const start = () => startInstance({ ...environment, ...elsewhere(redis), ...settings });
    const [first, second] = await Promise.all([start(), start()]);
    instances.push(first, second);
    const configuration = readFileSync(new URL('nginx.conf', import.meta.url), 'utf8');
    nginx = await startNginx(configuration, [first.url, second.url]);
    const clients = (): Promise<readonly number[]> => Promise.all([first, second].map(clientsOf));
    return { url: nginx.url, nginx, redis, instances: [first, second], clients, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const elsewhere = ({ port }: Program) => ({ REDIS_URL: `redis://127.0.0.1:${port}`, LOG_LEVEL: 'info' });

async function clientsOf({ url }: RunningInstance): Promise<number> {
  const headers = { authorization: `Bearer ${ENV.METRICS_TOKEN}` };
  const metrics = await fetch(`${url}/metrics`, { headers }).then(
    (response) => response.text(),
    // It is gone, and they with it.
    () => 'signaling_active_connections{kind="peerjs"} 0',
  );
  return Number(/^signaling_active_connections\{kind="peerjs"\} (\d+)$/m.exec(metrics)?.[1]);
}

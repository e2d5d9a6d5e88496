/** The real service, as processes of its own: one instance, or two behind a balancer. */
import { test } from '@playwright/test';
import { type Program, startInstance } from '../../signaling/testing/processes.ts';
import { startTwoInstances } from './two-instances.ts';

export interface RunningServer {
  /** For instance `http://127.0.0.1:40123`, or `https:` with a certificate. */
  readonly url: string;
  /** Says goodbye to everybody, and ends. */
  stop(): Promise<void>;
  /** Ends at once, as a crash would: nobody is told. Both can be called again. */
  kill(): Promise<void>;
}

/** All players come from one address, and stories reload their pages often; what limits do is tested elsewhere. */
const UNLIMITED = { RATE_LIMIT_CONN_PER_10S: '10000', RATE_LIMIT_IP_MSGS_PER_10S: '100000' } as const;

/**
 * Starts the service and waits until it takes clients. How many instances: `INSTANCES=2`, or what the Playwright
 * project says. What `npm start` runs is always one.
 *
 * @param env settings of the service; with `PORT` it takes the place of one that is dead
 */
export async function startServer(
  env: Readonly<Record<string, string>> = {},
  program: Program = 'signaling/main.ts',
): Promise<RunningServer> {
  const settings = { ...UNLIMITED, ...env };
  const instances = process.env['INSTANCES'] ?? test.info().project.metadata['instances'] ?? 1;
  if (Number(instances) === 2 && program === 'signaling/main.ts') return startTwoInstances(settings);
  const { url, terminate, kill } = await startInstance(settings, program);
  return { url, stop: async () => void (await terminate()), kill: async () => void (await kill()) };
}

/** The one for all stories that ask for nothing in particular: `BASE_URL`, if it is given, with limits as those here. */
export async function sharedServer(): Promise<Pick<RunningServer, 'url' | 'stop'>> {
  const running = process.env['BASE_URL'];
  if (running === undefined) return startServer();
  return { url: new URL(running).origin, stop: () => Promise.resolve() };
}

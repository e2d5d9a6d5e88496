/** Every variable, with its default and what it does: the manual and `--help` are made of it. */
import * as v from 'valibot';
import { ACCESS } from './access.ts';
import { ICE } from './ice.ts';
import { IDENTITY } from './identity.ts';
import { LIMITS } from './limits.ts';
import { LISTENING } from './listening.ts';
import { LOGGING } from './logging.ts';
import { REDIS } from './redis.ts';
import { TIMES } from './times.ts';

export { PUBLIC_KEY_ALGORITHMS } from './identity.ts';

export const Environment = v.object({
  ...LISTENING,
  ...TIMES,
  ...LIMITS,
  ...REDIS,
  ...IDENTITY,
  ...ACCESS,
  ...ICE,
  ...LOGGING,
});

export type Variables = v.InferOutput<typeof Environment>;

/** The variables by what they are about, as people read them. */
export const GROUPS = {
  Listening: LISTENING,
  Times: TIMES,
  Limits: LIMITS,
  Redis: REDIS,
  Identity: IDENTITY,
  Access: ACCESS,
  'STUN and TURN': ICE,
  'Logs and metrics': LOGGING,
} as const;

/** Here an empty text says something; elsewhere it is as if the variable was not set. */
export const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['STUN_URLS', 'CLIENT_DIR']);

/** What no message and no log may show. A URL of Redis has a password in it. */
export const SECRET: ReadonlySet<string> = new Set([
  'REDIS_URL',
  'REDIS_PASSWORD',
  'TICKET_SECRET',
  'TICKET_SECRET_PREVIOUS',
  'JWT_SECRET',
  'TURN_SECRET',
  'METRICS_TOKEN',
]);

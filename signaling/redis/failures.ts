import { BrokenCircuitError } from 'cockatiel';
import { ClientClosedError, ClientOfflineError, ErrorReply } from 'redis';
import { DeadlineError } from './deadlines.ts';
import { RedisFailure } from './port.ts';

/**
 * What a server answers that cannot do its work now, by the first word of the error: a replica (also a master of
 * before a failover), one that starts, a cluster without some of its slots, a full disk or memory.
 */
const OUTAGES: ReadonlySet<string> = new Set([
  'READONLY',
  'LOADING',
  'CLUSTERDOWN',
  'MASTERDOWN',
  'MISCONF',
  'NOREPLICAS',
  'OOM',
  'TRYAGAIN',
  'NOAUTH',
]);

/** There is no connection. */
export class DisconnectedError extends Error {
  override readonly name = 'DisconnectedError';
}

/** Whether a failure says that Redis is not usable; other ones only say that one command was wrong. */
export function isOutage(error: unknown): boolean {
  return !(error instanceof ErrorReply) || OUTAGES.has(error.message.split(' ', 1)[0] ?? '');
}

export function isUnknownScript(error: unknown): boolean {
  return error instanceof ErrorReply && error.message.startsWith('NOSCRIPT');
}

export function toFailure(error: unknown): RedisFailure {
  if (error instanceof RedisFailure) return error;
  const sent = !(
    error instanceof ErrorReply ||
    error instanceof BrokenCircuitError ||
    error instanceof DisconnectedError ||
    error instanceof ClientClosedError ||
    error instanceof ClientOfflineError
  );
  const message = error instanceof DeadlineError || error instanceof Error ? error.message : String(error);
  return new RedisFailure(message, sent ? 'unknown' : 'no', { cause: error });
}

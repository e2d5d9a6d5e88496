import { LOG_LEVELS } from '../../log.ts';
import { Flag, oneOf, optional, secret, variable } from './variable.ts';

/** What an operator sees. */
export const LOGGING = {
  LOG_LEVEL: optional(oneOf(LOG_LEVELS), `One of ${LOG_LEVELS.join(', ')}; not set, \`info\`.`),
  PRETTY_LOGS: variable(Flag, 'false', 'Whether log lines are for people instead of JSON.'),
  METRICS_TOKEN: optional(
    secret(16),
    'What `/metrics` wants as `Authorization: Bearer`; not set, all who reach it may read it.',
  ),
};

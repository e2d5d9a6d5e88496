import { createRequire } from 'node:module';
import { type DestinationStream, type Logger, pino } from 'pino';
import type { prettyFactory } from 'pino-pretty';

export type { Logger };

const require = createRequire(import.meta.url);

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LogOptions {
  /** For people: colours at a terminal, no JSON. */
  readonly pretty?: boolean;
  /** Where the lines go; standard output unless given. */
  readonly destination?: DestinationStream;
}

/**
 * What is secret wherever in a line it stands: a field with such a name, a query, the password of a URL, a header's
 * bearer, a JWT (its header begins with `{"`). Nobody logs these; this is for the day when somebody logs a whole request,
 * or an error quotes one. On the line as it is written, since pino's `redact` with as many paths makes a line cost
 * twenty times as much.
 */
const SECRETS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    /"(authorization|cookie|credential|proof|query|secret|ticket|token)":"(?:[^"\\]|\\.)*"/g,
    '"$1":"[removed]"',
  ],
  [/\?[^\s"\\?=]*=[^\s"\\]*/g, '?[removed]'],
  [/:\/\/[^\s"\\/@]+@/g, '://[removed]@'],
  [/\b(bearer) [\w.~+/=-]+/gi, '$1 [removed]'],
  [/\beyJ[\w-]{5,}(?:\.[\w-]*){1,4}/g, '[removed]'],
];

/**
 * JSON lines, one for each thing that happened. What callers log has neither tokens, nor tickets, nor the query of a
 * URL, which holds them; what slips through all the same is taken out here.
 */
export function createLog(level: LogLevel, { pretty = false, destination }: LogOptions = {}): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    hooks: { streamWrite: withoutSecrets },
  };
  if (pretty) return pino(options, prettyLines(destination ?? process.stdout));
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** Keeps work that nobody waits for from ending the process when it fails. */
export function logFailure(log: Logger, what: string): (error: unknown) => void {
  return (error) => log.error({ err: error }, `${what} failed`);
}

function withoutSecrets(line: string): string {
  return SECRETS.reduce((text, [pattern, instead]) => text.replace(pattern, instead), line);
}

/** In this thread and at once: the last line before the end is the one that matters. */
function prettyLines(destination: DestinationStream): DestinationStream {
  // Loaded for those who want it alone, and at once.
  const pretty: { readonly prettyFactory: typeof prettyFactory } = require('pino-pretty');
  const format = pretty.prettyFactory({ singleLine: true, colorize: process.stdout.isTTY });
  return {
    write: (line) => {
      destination.write(format(line));
    },
  };
}

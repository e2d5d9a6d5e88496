/** The settings of the service, from the environment. What an operator may set is here and nowhere else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { LOG_LEVELS, type LogLevel } from './log.ts';
import { readTls, type Tls } from './tls.ts';

export interface Config {
  /** 0 takes any free port. */
  readonly port: number;
  /** `null`: every interface. */
  readonly host: string | null;
  /** `null`: plain HTTP. `'own'`: whoever starts the service is to make a certificate for it. */
  readonly tls: Tls | 'own' | null;
  readonly key: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly allowDiscovery: boolean;
  readonly aliveTimeoutMs: number;
  readonly expireTimeoutMs: number;
  readonly presenceGraceMs: number;
  readonly concurrentLimit: number;
  readonly messageMaxBytes: number;
  readonly stunUrls: readonly string[];
  readonly logLevel: LogLevel;
  /** A folder with an `index.html`; `null`: no client is served. */
  readonly clientDir: string | null;
  readonly drainTimeoutMs: number;
}

function oneOf<const Options extends readonly string[]>(options: Options) {
  return v.picklist(options, `must be one of ${options.join(', ')}`);
}

function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  return v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, message),
    v.transform(Number),
    v.minValue(min, message),
    v.maxValue(max, message),
  );
}

function matching(pattern: RegExp, message: string) {
  return v.pipe(v.string(), v.regex(pattern, message));
}

const STUN_URLS = /^(?:stuns?:[^\s,]+(?:\s*,\s*stuns?:[^\s,]+)*)?$/;

const Flag = v.pipe(
  oneOf(['true', 'false', '1', '0']),
  v.transform((text) => text === 'true' || text === '1'),
);

/** A variable with the text that stands for it when it is unset or empty. */
function variable<Schema extends v.GenericSchema<string, unknown>>(
  schema: Schema,
  byDefault: string,
  description: string,
) {
  return v.pipe(v.optional(schema, byDefault), v.description(description));
}

/** Every variable, with its default and what it does: the table of the manual is checked against it. */
export const Environment = v.object({
  NODE_ENV: variable(
    oneOf(['production', 'development', 'test']),
    'production',
    'With `development`, `LOG_LEVEL` is `debug` unless set.',
  ),
  PORT: v.pipe(v.optional(wholeNumber(0, 65_535)), v.description('Port to listen on; 0 takes a free one.')),
  WS_PORT: variable(wholeNumber(0, 65_535), '9000', 'Port to listen on when `PORT` is not set.'),
  HOST: v.pipe(
    v.optional(matching(/^[\w.:-]+$/, 'must be a host name or an address')),
    v.description('Address or name to listen on; not set, every interface.'),
  ),
  HTTPS: v.pipe(
    v.optional(Flag),
    v.description(
      'Whether to serve HTTPS; not set, when `TLS_CERT` is. `npm start` makes a certificate when none is given.',
    ),
  ),
  TLS_CERT: v.pipe(v.optional(v.string()), v.description('PEM file of the certificate, with its chain.')),
  TLS_KEY: v.pipe(v.optional(v.string()), v.description('PEM file of its private key.')),
  PEERJS_KEY: variable(
    matching(/^[\w-]{1,64}$/, 'must be 1 to 64 letters, digits, "_" or "-"'),
    'peerjs',
    'The key of PeerJS clients, part of the HTTP paths.',
  ),
  PEERJS_PATH: variable(
    v.pipe(
      matching(/^(?:\/[\w.~-]+)*\/?$/, 'must be a path that begins with "/"'),
      v.transform((path) => (path.endsWith('/') ? path : `${path}/`)),
    ),
    '/',
    'Where the PeerJS endpoints begin.',
  ),
  ALLOW_DISCOVERY: variable(Flag, 'false', 'Whether `/{key}/peers` lists who is online.'),
  ALIVE_TIMEOUT_MS: variable(
    wholeNumber(1000, 3_600_000),
    '90000',
    'A WebSocket that was silent for so long is closed; it is pinged three times meanwhile.',
  ),
  EXPIRE_TIMEOUT_MS: variable(
    wholeNumber(100, 60_000),
    '5000',
    'How long a message waits for an absent peer, until its sender gets EXPIRE.',
  ),
  PRESENCE_GRACE_MS: variable(
    wholeNumber(0, 60_000),
    '3000',
    'How long a member whose socket closed keeps its place in the lobby.',
  ),
  CONCURRENT_LIMIT: variable(wholeNumber(1, 1_000_000), '5000', 'Most clients at a time.'),
  MESSAGE_MAX_BYTES: variable(
    wholeNumber(1024, 16_777_216),
    '262144',
    'Longest message; a longer one closes its WebSocket with 1009.',
  ),
  STUN_URLS: variable(
    matching(STUN_URLS, 'must be a list like stun:host:port, divided by commas'),
    'stun:stun.l.google.com:19302',
    'STUN servers that browsers are told, divided by commas; empty for none.',
  ),
  LOG_LEVEL: v.pipe(
    v.optional(oneOf(LOG_LEVELS)),
    v.description(`One of ${LOG_LEVELS.join(', ')}; not set, \`info\`.`),
  ),
  CLIENT_DIR: v.pipe(
    v.optional(v.string()),
    v.description('Folder of the built client; not set, `dist` if it is there; empty, no client is served.'),
  ),
  DRAIN_TIMEOUT_MS: variable(
    wholeNumber(0, 60_000),
    '5000',
    'How long clients may take to close after SIGTERM or SIGINT.',
  ),
});

/** Here an empty text says something; elsewhere it is as if the variable was not set. */
const MAY_BE_EMPTY: ReadonlySet<string> = new Set(['STUN_URLS', 'CLIENT_DIR']);

export type ReadConfig =
  | { readonly ok: true; readonly config: Config }
  /** One line that names the variable. */
  | { readonly ok: false; readonly problem: string };

/** @param hasPage whether a folder holds a client, for tests */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
  hasPage: (folder: string) => boolean = (folder) => existsSync(join(folder, 'index.html')),
): ReadConfig {
  const set = Object.entries(environment).filter(
    ([name, value]) => value !== undefined && (value !== '' || MAY_BE_EMPTY.has(name)),
  );
  const given = Object.fromEntries(set);
  const read = v.safeParse(Environment, given, { abortEarly: true });
  if (!read.success) return { ok: false, problem: describe(read.issues[0], given) };
  const env = read.output;
  if (env.CLIENT_DIR && !hasPage(env.CLIENT_DIR)) {
    return { ok: false, problem: `CLIENT_DIR has no index.html in it: ${JSON.stringify(env.CLIENT_DIR)}` };
  }
  const tls = chooseTls(env);
  if (!tls.ok) return tls;
  const config: Config = {
    port: env.PORT ?? env.WS_PORT,
    host: env.HOST ?? null,
    tls: tls.tls,
    key: env.PEERJS_KEY,
    path: env.PEERJS_PATH,
    allowDiscovery: env.ALLOW_DISCOVERY,
    aliveTimeoutMs: env.ALIVE_TIMEOUT_MS,
    expireTimeoutMs: env.EXPIRE_TIMEOUT_MS,
    presenceGraceMs: env.PRESENCE_GRACE_MS,
    concurrentLimit: env.CONCURRENT_LIMIT,
    messageMaxBytes: env.MESSAGE_MAX_BYTES,
    stunUrls: env.STUN_URLS.split(',')
      .map((url) => url.trim())
      .filter((url) => url !== ''),
    logLevel: env.LOG_LEVEL ?? (env.NODE_ENV === 'development' ? 'debug' : 'info'),
    clientDir: env.CLIENT_DIR === undefined ? (hasPage('dist') ? 'dist' : null) : env.CLIENT_DIR || null,
    drainTimeoutMs: env.DRAIN_TIMEOUT_MS,
  };
  return { ok: true, config };
}

type ChosenTls =
  | { readonly ok: true; readonly tls: Config['tls'] }
  | { readonly ok: false; readonly problem: string };

function chooseTls({ HTTPS, TLS_CERT, TLS_KEY }: v.InferOutput<typeof Environment>): ChosenTls {
  if (TLS_CERT === undefined && TLS_KEY === undefined)
    return { ok: true, tls: HTTPS === true ? 'own' : null };
  if (TLS_CERT === undefined) return { ok: false, problem: 'TLS_CERT must be given with TLS_KEY' };
  if (TLS_KEY === undefined) return { ok: false, problem: 'TLS_KEY must be given with TLS_CERT' };
  return HTTPS === false ? { ok: true, tls: null } : readTls(TLS_CERT, TLS_KEY);
}

function describe(
  issue: v.InferIssue<typeof Environment>,
  given: Readonly<Record<string, string | undefined>>,
): string {
  const name = v.getDotPath(issue) ?? '';
  return `${name} ${issue.message}, not ${JSON.stringify(given[name])}`;
}

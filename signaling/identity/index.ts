/** Who is who: tickets, the tokens of outside issuers, the endpoint that gives ids, and TURN credentials. */
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/index.ts';
import type { Realm } from '../realm/index.ts';
import type { Redis } from '../redis/index.ts';
import { TokenAuthenticator } from './authenticator.ts';
import { Grants, type IdentityCode } from './grants.ts';
import { Identities } from './identities.ts';
import { KeyIds } from './key-ids.ts';
import { SigningKeys } from './keys.ts';
import { Nonces } from './nonces.ts';
import type { IssuerLog, OutsideTokens } from './outside.ts';
import { type Allow, iceRoutes, identityRoutes } from './routes.ts';
import { Tickets } from './tickets.ts';

export type { AuthCode } from './authentication.ts';
export type { Authentication, TokenAuthenticator } from './authenticator.ts';
export type { Identity, IdentityCode } from './grants.ts';
export { isDrawnId } from './names.ts';
export { type Allow, bearerOf } from './routes.ts';

type IdentityConfig = Pick<
  Config,
  | 'enableAuth'
  | 'idReserveDays'
  | 'jwt'
  | 'stunUrls'
  | 'ticketSecrets'
  | 'ticketTtlSeconds'
  | 'turnSecret'
  | 'turnTtlSeconds'
  | 'turnUrls'
>;

export interface IdentityOptions {
  readonly config: IdentityConfig;
  readonly realm: Pick<Realm, 'reserve' | 'unreserve'>;
  /** `null`: this instance is the only one. */
  readonly redis: Redis | null;
  readonly log?: IssuerLog;
  /** Epoch ms. */
  readonly now?: () => number;
}

export interface IdentityRoutes {
  readonly allow: Allow;
  /** Told of each request that is turned down, for metrics. */
  readonly refused?: (code: IdentityCode | 'ice/rate') => void;
}

export interface IdentityService {
  readonly authenticator: TokenAuthenticator;
  /** A Fastify plugin with `/identity` and `/ice`; its prefix is `{path}{key}`. */
  routes(app: FastifyInstance, options: IdentityRoutes): Promise<void>;
}

const DAY_S = 86_400;

export async function openIdentity({
  config,
  realm,
  redis,
  log,
  now = Date.now,
}: IdentityOptions): Promise<IdentityService> {
  const { ticketTtlSeconds, enableAuth } = config;
  const keepSeconds = config.idReserveDays * DAY_S;
  const keys = await SigningKeys.open({ secrets: config.ticketSecrets, redis });
  const tickets = new Tickets(keys, ticketTtlSeconds, now);
  const outside = await openOutside(config.jwt, log);
  const authenticator = new TokenAuthenticator({ tickets, outside, enableAuth });
  const keyIds = new KeyIds(redis, keepSeconds);
  const identities = new Identities({ realm, keyIds, reserveMs: keepSeconds * 1000 });
  const grants = new Grants({ identities, nonces: new Nonces(keys, now), tickets, ticketTtlSeconds });
  return {
    authenticator,
    routes: async (app, { allow, refused = () => {} }) => {
      const options = { authenticator, allow, refused };
      await app.register(identityRoutes, { ...options, grants });
      await app.register(iceRoutes, { ...options, ...config, now });
    },
  };
}

/** Loaded only where there is an outside issuer. */
async function openOutside(
  issuer: IdentityConfig['jwt'],
  log: IssuerLog | undefined,
): Promise<OutsideTokens | null> {
  if (issuer === null) return null;
  const outside = await import('./outside.ts');
  return new outside.OutsideTokens(issuer, { log });
}

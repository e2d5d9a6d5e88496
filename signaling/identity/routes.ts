/** `GET` and `POST {path}{key}/identity`, `GET {path}{key}/ice`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { IceServers } from '../protocol/index.ts';
import type { TokenAuthenticator } from './authenticator.ts';
import type { Grants, IdentityCode } from './grants.ts';
import { turnServer, type TurnOptions } from './turn.ts';

/** Whether the address that a request comes from may ask for more. */
export type Allow = (request: FastifyRequest) => boolean | Promise<boolean>;

interface RoutesOptions {
  readonly authenticator: TokenAuthenticator;
  readonly allow: Allow;
  /** Told of each request that is turned down, for metrics. */
  readonly refused: (code: IdentityCode | 'ice/rate') => void;
}

export interface IdentityRoutesOptions extends RoutesOptions {
  readonly grants: Grants;
}

export interface IceRoutesOptions extends RoutesOptions, TurnOptions {
  readonly stunUrls: readonly string[];
  /** Epoch ms. */
  readonly now?: () => number;
}

/** Room for the longest proof. */
const BODY_MAX_BYTES = 4096;

const STATUS = {
  'identity/malformed': 400,
  'identity/nonce': 401,
  'identity/signature': 401,
  'identity/closed': 403,
  'identity/rate': 429,
  'identity/exhausted': 503,
  'identity/unavailable': 503,
} as const satisfies Record<IdentityCode, number>;

/** A Fastify plugin. */
export async function identityRoutes(
  app: FastifyInstance,
  { authenticator, grants, allow, refused }: IdentityRoutesOptions,
): Promise<void> {
  const refuse = (reply: FastifyReply, code: IdentityCode): FastifyReply => {
    refused(code);
    return reply.code(STATUS[code]).send({ code });
  };

  // No JSON, or too much of it.
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    if ((error.statusCode ?? 500) >= 500) throw error;
    return refuse(reply, 'identity/malformed');
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!authenticator.givesTickets) return refuse(reply, 'identity/closed');
    // A nonce costs no more than any answer, and each proof needs one.
    if (request.method === 'POST' && !(await allow(request))) return refuse(reply, 'identity/rate');
  });

  app.get('/identity', async () => ({ nonce: grants.nonce() }));
  app.post('/identity', { bodyLimit: BODY_MAX_BYTES }, async (request, reply) => {
    const grant = await grants.grant(request.body);
    return grant.ok ? grant.identity : refuse(reply, grant.code);
  });
}

const Query = v.object({ token: v.string() });

/** A Fastify plugin. STUN is for all; TURN, which costs its owner bandwidth, for those who show who they are. */
export async function iceRoutes(
  app: FastifyInstance,
  { authenticator, stunUrls, allow, refused, now = Date.now, ...turn }: IceRoutesOptions,
): Promise<void> {
  const { turnSecret, turnTtlSeconds } = turn;
  const stun = stunUrls.map((urls) => ({ urls }));

  app.get('/ice', async (request, reply): Promise<IceServers> => {
    if (!(await allow(request))) {
      refused('ice/rate');
      return reply.code(429).send({ code: 'ice/rate' });
    }
    if (turnSecret === null || turn.turnUrls.length === 0) return { iceServers: stun };
    const query = v.safeParse(Query, request.query);
    const token = bearerOf(request.headers.authorization) ?? (query.success ? query.output.token : '');
    const signed = await authenticator.signed(token);
    if (signed === null) return { iceServers: stun, refused: 'auth/missing' };
    if (!signed.ok) return { iceServers: stun, refused: signed.code };
    const server = turnServer({ ...turn, turnSecret }, signed.subject, now());
    return { iceServers: [...stun, server], ttlSeconds: turnTtlSeconds };
  });
}

/** RFC 6750, section 2.1. */
export function bearerOf(authorization: string | undefined): string | null {
  return /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

/** The settings of the service, as its parts use them. */
import type { LogLevel } from '../log.ts';
import type { RedisTls } from '../redis/index.ts';
import type { Tls } from '../tls.ts';

/** How many of something are taken in ten seconds. */
export interface RateLimits {
  /** WebSocket handshakes from one address. */
  readonly connectionsPer10s: number;
  /** Messages on one connection. */
  readonly messagesPer10s: number;
  /** Messages from one address, whatever the connection. */
  readonly ipMessagesPer10s: number;
  /** Messages to one room. */
  readonly roomMessagesPer10s: number;
}

/** Tokens that somebody else signs. */
export interface OutsideIssuer {
  readonly algorithms: readonly string[];
  /** `null`: the keys are at `jwksUrl`. */
  readonly secret: string | null;
  readonly jwksUrl: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  /** The claim that lists the rooms which a token opens; `null`: every token opens every room. */
  readonly roomsClaim: string | null;
}

/** What stands between clients and the service: so many proxies, or all in these networks (CIDR). */
export type TrustedProxies = number | readonly string[];

export interface Config {
  /** 0 takes any free port. */
  readonly port: number;
  /** Health and metrics are served here too; `null`: on `port` alone. */
  readonly healthPort: number | null;
  /** `null`: every interface. */
  readonly host: string | null;
  /** `null`: plain HTTP. `'own'`: whoever starts the service is to make a certificate for it. */
  readonly tls: Tls | 'own' | null;
  readonly key: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly allowDiscovery: boolean;

  readonly aliveTimeoutMs: number;
  readonly heartbeatIntervalMs: number;
  readonly expireTimeoutMs: number;
  /** From the TCP connection to the end of the WebSocket handshake, the check of its token included. */
  readonly handshakeTimeoutMs: number;
  readonly presenceGraceMs: number;
  readonly maxConnectionSeconds: number;
  readonly drainTimeoutMs: number;
  readonly shutdownCloseCode: number;

  readonly concurrentLimit: number;
  readonly connectionsPerIp: number;
  readonly messageMaxBytes: number;
  readonly backpressureCloseBytes: number;
  readonly rateLimits: RateLimits;

  readonly lobbyCapacity: number;
  /** Of a room whose creator named none, and of every room of the raw relay. */
  readonly roomCapacity: number;
  readonly roomIdMaxLength: number;
  readonly roomTtlSeconds: number;

  /** Empty: everything is in the memory of this process. More than one: a cluster. */
  readonly redisUrls: readonly string[];
  readonly redisTls: RedisTls;
  readonly redisCommandTimeoutMs: number;
  readonly cbErrorThreshold: number;
  readonly cbOpenMs: number;

  /** Whether only tickets and the tokens of an outside issuer are taken. */
  readonly enableAuth: boolean;
  /** The first signs tickets, all of them check; empty: drawn by the service itself. */
  readonly ticketSecrets: readonly string[];
  readonly ticketTtlSeconds: number;
  readonly idReserveDays: number;
  readonly jwt: OutsideIssuer | null;

  /** Exact origins such as `https://example.org`; `null`: all. */
  readonly allowedOrigins: readonly string[] | null;
  /** Whether a client without an Origin header is taken when origins are limited. */
  readonly allowMissingOrigin: boolean;
  readonly requireWss: boolean;
  /** A WebSocket must ask for this subprotocol; `null`: for none. */
  readonly subprotocol: string | null;
  /** `null`: nothing stands in between, and forwarding headers are not read. */
  readonly trustProxy: TrustedProxies | null;

  readonly stunUrls: readonly string[];
  readonly turnUrls: readonly string[];
  readonly turnSecret: string | null;
  readonly turnTtlSeconds: number;

  /** `null`: `/metrics` is open to all who reach it. */
  readonly metricsToken: string | null;
  readonly logLevel: LogLevel;
  readonly prettyLogs: boolean;
  /** A folder with an `index.html`; `null`: no client is served. */
  readonly clientDir: string | null;
}

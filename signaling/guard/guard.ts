import type { Config } from '../config/config.ts';
import type { Admission, Budget, Guard, MessageVerdict } from '../ports.ts';
import type { Redis } from '../redis/port.ts';
import { clientOf } from './address.ts';
import { Limits } from './limits.ts';
import { originCheck, type OriginHeaders } from './origins.ts';
import { type Arrival, type Origination, proxyReader } from './proxies.ts';
import { SHARE_INTERVAL_MS, Sharing } from './sharing.ts';

export interface GuardOptions {
  readonly config: Pick<
    Config,
    | 'allowedOrigins'
    | 'allowMissingOrigin'
    | 'connectionsPerIp'
    | 'rateLimits'
    | 'requireWss'
    | 'subprotocol'
    | 'trustProxy'
  >;
  /** `null`: this instance counts for itself. */
  readonly redis: Redis | null;
  /** Epoch ms. */
  readonly now?: () => number;
}

/** Why a request is turned away before it has any effect, and with which status of HTTP. */
const STATUS = {
  /** the page is not one of ours */
  'origin/forbidden': 403,
  /** the client did not come over TLS */
  'transport/insecure': 403,
  /** the client did not offer the subprotocol */
  'subprotocol/missing': 400,
  /** too many WebSockets from this address in ten seconds */
  'limit/handshakes': 429,
  /** too many open connections from this address */
  'limit/connections': 429,
  /** too many messages and requests from this address in ten seconds */
  'limit/address': 429,
} as const;

/** The guard as the service uses it; with Redis, its limits hold for all instances together. */
export class SignalingGuard implements Guard {
  readonly #config: GuardOptions['config'];
  readonly #limits: Limits;
  readonly #sharing: Sharing | null;
  readonly #timer: NodeJS.Timeout | null;
  readonly #isAllowed: (headers: OriginHeaders) => boolean;
  readonly #originationOf: (arrival: Arrival) => Origination;
  #sharedWindow = 0;

  /** @throws when an origin or a network of the settings is none */
  constructor({ config, redis, now = Date.now }: GuardOptions) {
    this.#config = config;
    this.#isAllowed = originCheck(config);
    this.#originationOf = proxyReader(config.trustProxy);
    const { rateLimits, connectionsPerIp } = config;
    const sharing = redis === null ? null : new Sharing(redis);
    this.#sharing = sharing;
    const shared = sharing !== null && { touch: sharing.touch.bind(sharing) };
    this.#limits = new Limits({ rateLimits, connectionsPerIp, now, ...shared });
    this.#timer = sharing === null ? null : setInterval(() => void this.share(), SHARE_INTERVAL_MS).unref();
  }

  admit(request: Arrival): Admission {
    const { address, secure } = this.#originationOf(request);
    if (this.#config.requireWss && !secure) return refusal('transport/insecure');
    if (!this.#isAllowed(request.headers)) return refusal('origin/forbidden');
    if (!this.#speaks(request.headers['sec-websocket-protocol'])) return refusal('subprotocol/missing');
    const client = clientOf(address);
    const verdict = this.#limits.handshake(client);
    return verdict === 'ok' ? { ok: true, address: client } : refusal(verdict);
  }

  /** The same for a request over HTTP, which counts as a message of its address. */
  admitRequest(request: Arrival): Admission {
    if (!this.#isAllowed(request.headers)) return refusal('origin/forbidden');
    const client = clientOf(this.#originationOf(request).address);
    return this.#limits.request(client) ? { ok: true, address: client } : refusal('limit/address');
  }

  opened(address: string): void {
    this.#limits.opened(address);
  }

  closed(address: string): void {
    this.#limits.closed(address);
  }

  message(budget: Budget, address: string): MessageVerdict {
    return this.#limits.message(budget, address);
  }

  room(room: string): boolean {
    return this.#limits.room(room);
  }

  /** Exchanges counts with the other instances; called by a timer. Never rejects. */
  async share(): Promise<void> {
    if (this.#sharing === null) return;
    const { window } = this.#limits;
    if (window !== this.#sharedWindow) for (const level of this.#limits.levels()) this.#sharing.touch(level);
    this.#sharedWindow = window;
    await this.#sharing.share(window);
  }

  /** To be called once all connections are closed: the others are told. Never rejects. */
  async close(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    // A round that is under way does not have what has just been closed.
    await this.share();
    await this.share();
  }

  #speaks(offered: string | undefined): boolean {
    const { subprotocol } = this.#config;
    if (subprotocol === null) return true;
    return (offered ?? '').split(',').some((protocol) => protocol.trim() === subprotocol);
  }
}

function refusal(code: keyof typeof STATUS): Admission {
  return { ok: false, status: STATUS[code], code };
}

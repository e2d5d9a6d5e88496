/** The identity endpoint of the service over real HTTP, as docs/protocol.md has it; what it proves it proves with jose. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { calculateJwkThumbprint, compactVerify, EmbeddedJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import * as v from 'valibot';

const Body = v.object({ proof: v.string() });
const Payload = v.object({
  nonce: v.string(),
  ticket: v.optional(v.string()),
  draw: v.optional(v.boolean(), false),
});
const Header = v.object({ typ: v.literal('identity+jwt'), alg: v.literal('EdDSA') });

const SECRET = new TextEncoder().encode('a secret that is long enough for HS256');

export class IdentityService {
  readonly #server: Server;
  readonly #nonces = new Set<string>();
  /** Who has which ID, by thumbprint. */
  readonly owners = new Map<string, string>();
  /** What was asked for by proofs that were good. */
  readonly asked: v.InferOutput<typeof Payload>[] = [];
  ttlSeconds = 600;
  /** Answers everything with this status instead. */
  status: number | null = null;
  headers: Readonly<Record<string, string>> = {};
  /** As `httpBase` gives it. */
  base = '';
  #drawn = 0;

  private constructor() {
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<IdentityService> {
    const service = new IdentityService();
    service.#server.listen(0, '127.0.0.1');
    await once(service.#server, 'listening');
    const address = service.#server.address();
    if (address === null || typeof address === 'string') throw new Error('does not listen');
    service.base = `http://127.0.0.1:${address.port}/peerjs`;
    return service;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [status, answer] = await this.#answer(request);
    response.writeHead(status, { 'content-type': 'application/json', ...this.headers });
    response.end(JSON.stringify(answer));
  }

  async #answer(request: IncomingMessage): Promise<readonly [number, unknown]> {
    if (this.status !== null) return [this.status, { code: 'identity/test' }];
    if (request.url !== '/peerjs/identity') return [404, {}];
    if (request.method === 'GET') {
      const nonce = crypto.randomUUID();
      this.#nonces.add(nonce);
      return [200, { nonce }];
    }
    try {
      const text = Buffer.concat(await request.toArray()).toString();
      return [200, await this.#grant(v.parse(Body, JSON.parse(text)).proof)];
    } catch (error) {
      return [401, { code: 'identity/signature', error: String(error) }];
    }
  }

  async #grant(proof: string): Promise<unknown> {
    const { payload, protectedHeader } = await compactVerify(proof, EmbeddedJWK);
    v.parse(Header, protectedHeader);
    const asked = v.parse(Payload, JSON.parse(new TextDecoder().decode(payload)));
    if (!this.#nonces.delete(asked.nonce)) throw new Error('not a nonce of this service');
    this.asked.push(asked);
    const jkt = await calculateJwkThumbprint(jwkOf(protectedHeader.jwk));
    const earlier = asked.ticket === undefined ? null : await this.#earlier(asked.ticket, jkt);
    const id = earlier === null || asked.draw ? this.#draw(jkt) : earlier;
    const ticket = await new SignJWT({ cnf: { jkt } })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(id)
      .setJti(crypto.randomUUID())
      .sign(SECRET);
    return { id, ticket, ttlSeconds: this.ttlSeconds };
  }

  /** The ID of an earlier ticket, if it is this key's and nobody else has it by now. */
  async #earlier(ticket: string, jkt: string): Promise<string | null> {
    const {
      payload: { sub = '', cnf },
    } = await jwtVerify<{ cnf: { jkt: string } }>(ticket, SECRET);
    const owner = this.owners.get(sub) ?? jkt;
    return cnf.jkt === jkt && owner === jkt ? sub : null;
  }

  #draw(jkt: string): string {
    this.#drawn += 1;
    const id = `${['calm', 'wild', 'rare', 'tiny'][this.#drawn % 4]}-geckos-jam${'m'.repeat(this.#drawn)}`;
    this.owners.set(id, jkt);
    return id;
  }
}

function jwkOf(jwk: JWK | undefined): JWK {
  if (jwk === undefined) throw new Error('no key in the header');
  return jwk;
}

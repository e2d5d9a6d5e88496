/** The endpoints of the service over HTTP. */
import * as v from 'valibot';
import { IceServers, isPeerId } from '../../signaling/protocol/index.ts';
import { fetchIdentity } from '../../signaling/testing/identity.ts';
import { fail, type Outcome, pass } from './check.ts';

/** Who a client is online as. */
export interface Client {
  readonly id: string;
  readonly token: string;
}

export interface Endpoint {
  /** Of the key, for instance `https://game.example/peerjs`. */
  readonly url: string;
  /** Of the page that asks, as a browser would say. */
  readonly origin: string;
}

export async function checkHealth(service: URL, signal: AbortSignal): Promise<Outcome> {
  const ask = async (path: string): Promise<{ status: number; text: string }> => {
    const response = await fetch(new URL(path, service), { signal });
    return { status: response.status, text: await response.text() };
  };
  const health = await ask('/health');
  if (health.status !== 200 || health.text !== 'ok') {
    return fail(
      `status ${health.status} at /health`,
      'That is not this service, or it is not well: see its log. A stock PeerJS server has no such address.',
    );
  }
  const ready = await ask('/ready');
  return ready.status === 200
    ? pass()
    : fail(
        `it runs, but is not ready (${ready.text.slice(0, 40)})`,
        'It starts, drains, or has lost its Redis: see its log.',
      );
}

/** What the service's code of a refusal is about, for whoever has deployed it. */
export function adviceFor(code: string, { origin }: Endpoint): string {
  const advice: Readonly<Record<string, string>> = {
    'origin/forbidden': `Add the page's origin to ALLOWED_ORIGINS: ${origin}`,
    'transport/insecure': 'Use https://, and set TRUST_PROXY to what stands before the service.',
    'limit/handshakes': 'Too many WebSockets from this address: wait 10 s. Behind a proxy, set TRUST_PROXY.',
    'limit/connections': 'Too many connections from this address. Behind a proxy, set TRUST_PROXY.',
    'server/draining': 'The instance is going down: try again.',
    'path/unknown': 'Give the URL with the PEERJS_PATH of the service, and its PEERJS_KEY: --key KEY.',
    'handshake/key': 'Give the PEERJS_KEY of the service: --key KEY.',
  };
  if (code.startsWith('auth/') || code === 'identity/closed')
    return 'The service wants a token of its outside issuer: SMOKE_BEARER (see --help).';
  return advice[code] ?? 'docs/protocol.md says what the code means.';
}

/** The code of a refusal, out of whatever the answer is. */
export function codeIn(text: string): string {
  try {
    return v.parse(v.object({ code: v.string() }), JSON.parse(text)).code;
  } catch {
    return '';
  }
}

async function get(
  { url, origin }: Endpoint,
  path: string,
  signal: AbortSignal,
  bearer?: string,
): Promise<{ readonly text: string; readonly problem: string | null; readonly code: string }> {
  const headers = { origin, ...(bearer !== undefined && { authorization: `Bearer ${bearer}` }) };
  const response = await fetch(url + path, { headers, signal });
  const text = await response.text();
  const code = codeIn(text);
  if (!response.ok) return { text, code, problem: `status ${response.status} at ${path} ${code}`.trim() };
  const allowed = response.headers.get('access-control-allow-origin');
  const isReadable = new URL(url).origin === origin || allowed === '*' || allowed === origin;
  const problem = isReadable ? null : `a page of ${origin} may not read ${path}`;
  return { text, code: isReadable ? code : 'origin/forbidden', problem };
}

function refused(problem: string, code: string, endpoint: Endpoint): Outcome {
  return fail(problem, adviceFor(code === '' ? 'path/unknown' : code, endpoint));
}

export async function checkId(endpoint: Endpoint, signal: AbortSignal): Promise<Outcome> {
  const { text, problem, code } = await get(endpoint, '/id', signal);
  if (problem !== null) return refused(problem, code, endpoint);
  return isPeerId(text)
    ? pass(text)
    : fail(`no id: ${text.slice(0, 40)}`, adviceFor('path/unknown', endpoint));
}

/**
 * New clients as the page makes them: each with a key of its own, and an id and a ticket for it.
 *
 * @returns them, or why there are none
 */
export async function newClients(
  endpoint: Endpoint,
  count: number,
  signal: AbortSignal,
): Promise<readonly Client[] | Outcome> {
  const { problem, code } = await get(endpoint, '/identity', signal);
  if (problem !== null) return refused(problem, code, endpoint);
  const clients: Client[] = [];
  while (clients.length < count) {
    const { id, ticket } = await fetchIdentity(endpoint.url);
    clients.push({ id, token: ticket });
  }
  return clients;
}

/** The client of a token of an outside issuer: under its subject, which is all that the token may be used for. */
export function clientOf(token: string): Client {
  const [, payload = ''] = token.split('.');
  const Subject = v.object({ sub: v.string() });
  try {
    const { sub } = v.parse(Subject, JSON.parse(Buffer.from(payload, 'base64url').toString()));
    return { id: sub, token };
  } catch {
    throw new Error('SMOKE_BEARER holds something that is not a JWT with a subject');
  }
}

export type AskedIce =
  | { readonly ok: true; readonly list: IceServers }
  | { readonly ok: false; readonly outcome: Outcome };

export async function askIce(endpoint: Endpoint, client: Client, signal: AbortSignal): Promise<AskedIce> {
  const { text, problem, code } = await get(endpoint, '/ice', signal, client.token);
  if (problem !== null) return { ok: false, outcome: refused(problem, code, endpoint) };
  const list = v.parse(IceServers, JSON.parse(text));
  if (list.refused === undefined) return { ok: true, list };
  const why = `it keeps the TURN servers to itself (${list.refused})`;
  return { ok: false, outcome: fail(why, adviceFor(list.refused, endpoint)) };
}

/** The two services of Google that the start script asks, as far as it does. */
import { createServer } from 'node:http';
import { once } from 'node:events';

const TOKEN = 'ya29.a-token-of-the-machine';

export interface Google {
  /** Base of both services. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: readonly string[];
  stop(): void;
}

/**
 * @param payloads what the secret holds each time it is read; `null`: the role does not hold yet (403). The last one
 *   is repeated.
 */
export async function startGoogle(secret: string, payloads: readonly (string | null)[]): Promise<Google> {
  const asked: string[] = [];
  let reads = 0;
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push(url);
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (url === '/computeMetadata/v1/instance/service-accounts/default/token') {
      if (headers['metadata-flavor'] !== 'Google') return answer(403, {});
      return answer(200, { access_token: TOKEN, expires_in: 3599, token_type: 'Bearer' });
    }
    if (url !== `/v1/${secret}/versions/latest:access`) return answer(404, {});
    if (headers.authorization !== `Bearer ${TOKEN}`) return answer(401, {});
    const payload = payloads[Math.min(reads, payloads.length - 1)] ?? null;
    reads += 1;
    if (payload === null) return answer(403, { error: { status: 'PERMISSION_DENIED' } });
    answer(200, { name: `${secret}/versions/1`, payload: { data: Buffer.from(payload).toString('base64') } });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    stop: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

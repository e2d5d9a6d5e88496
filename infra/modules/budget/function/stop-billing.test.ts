import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { readSpend, unlinkBilling } from './stop-billing.ts';

const pushed = (notice: unknown): unknown => ({
  message: { data: Buffer.from(JSON.stringify(notice)).toString('base64'), messageId: '1' },
  subscription: 'projects/my-game-1234/subscriptions/signaling-stop',
});

/** As Google publishes it. */
const NOTICE = {
  budgetDisplayName: 'signaling (my-game-1234)',
  alertThresholdExceeded: 0.9,
  costAmount: 0.93,
  costIntervalStart: '2026-07-01T00:00:00Z',
  budgetAmount: 1,
  budgetAmountType: 'SPECIFIED_AMOUNT',
  currencyCode: 'USD',
};

test.each([
  ['nothing', { ...NOTICE, costAmount: 0 }, false],
  ['nearly all', NOTICE, false],
  ['all', { ...NOTICE, costAmount: 1 }, true],
  ['more', { ...NOTICE, costAmount: 12.5, alertThresholdExceeded: 1 }, true],
])('%s of the budget is spent', (_, notice, isOver) => {
  expect(readSpend(pushed(notice))).toEqual({ ok: true, isOver });
});

test.each([
  ['nothing at all', undefined],
  ['null', null],
  ['no message', {}],
  ['a message without data', { message: {} }],
  ['data that is no JSON', { message: { data: 'aGVsbG8=' } }],
  ['data that is null', pushed(null)],
  ['a cost in words', pushed({ ...NOTICE, costAmount: '12' })],
  ['no budget', pushed({ costAmount: 5 })],
  ['a budget of nothing', pushed({ ...NOTICE, costAmount: 0, budgetAmount: 0 })],
])('%s stops no project', (_, body) => {
  expect(readSpend(body)).toMatchObject({ ok: false });
});

interface Google {
  readonly services: { readonly metadata: string; readonly billing: string };
  readonly requests: { readonly line: string; readonly token: string | undefined; readonly body: string }[];
}

const servers: { close: () => void }[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** The metadata server and the Cloud Billing API, in one; the latter answers with `status`. */
async function startGoogle(status: number): Promise<Google> {
  const requests: Google['requests'] = [];
  const server = createServer((request, response) => {
    void read(request).then((body) => {
      const isToken = request.url?.startsWith('/computeMetadata/') === true;
      if (isToken && request.headers['metadata-flavor'] !== 'Google') return response.writeHead(403).end();
      if (isToken) return response.end(JSON.stringify({ access_token: 'ya29.token', expires_in: 3599 }));
      const token = request.headers.authorization;
      requests.push({ line: `${request.method ?? ''} ${request.url ?? ''}`, token, body });
      return response.writeHead(status).end('{}');
    });
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  const origin = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : ''}`;
  return { services: { metadata: origin, billing: origin }, requests };
}

async function read(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

test('the project loses its billing account, in the name of the account that the function runs as', async () => {
  const google = await startGoogle(200);
  await unlinkBilling('my-game-1234', google.services);
  expect(google.requests).toEqual([
    {
      line: 'PUT /v1/projects/my-game-1234/billingInfo',
      token: 'Bearer ya29.token',
      body: '{"billingAccountName":""}',
    },
  ]);
});

test('a refusal of Google is an error, so that Pub/Sub tries again', async () => {
  const google = await startGoogle(403);
  await expect(unlinkBilling('my-game-1234', google.services)).rejects.toThrow('answered 403');
});

test('without a project nothing is asked', async () => {
  const google = await startGoogle(200);
  await expect(unlinkBilling(undefined, google.services)).rejects.toThrow('PROJECT_ID is not set');
  expect(google.requests).toEqual([]);
});

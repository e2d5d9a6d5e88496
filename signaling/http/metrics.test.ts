import { expect, test } from 'vitest';
import { eventually } from '../testing/eventually.ts';
import { open, startService } from '../testing/service.ts';

test('metrics are in the format of Prometheus, and follow what happens', async () => {
  const service = await startService();
  const scrape = async (): Promise<readonly string[]> => {
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(response.headers.get('cache-control')).toBe('no-store');
    return (await response.text()).split('\n');
  };
  expect(await scrape()).toContain('signaling_active_connections{kind="peerjs"} 0');
  const ann = await open(service, 'ann');
  const bob = await open(service, 'bob');
  ann.send({ type: 'OFFER', dst: 'bob', payload: 'x' });
  await bob.next('OFFER');
  bob.send({ type: 'ANSWER', dst: 'ann', payload: 'y' });
  await ann.next('ANSWER');
  const lines = await scrape();
  expect(lines).toContain('signaling_active_connections{kind="peerjs"} 2');
  expect(lines).toContain('signaling_connections_opened_total{kind="peerjs"} 2');
  expect(lines).toContain('signaling_messages_forwarded_total{where="local"} 2');
  expect(lines).toContain('signaling_offer_to_answer_seconds_count 1');
  ann.socket.close();
  await eventually(async () => {
    expect(await scrape()).toContain('signaling_active_connections{kind="peerjs"} 1');
  });
  expect(await scrape()).toContain('signaling_connections_closed_total{code="1005"} 1');
});

test('with a token only who shows it may read, and a refusal does not say it', async () => {
  const { url } = await startService({ metricsToken: 'a-token-of-metrics' });
  const ask = (authorization?: string) =>
    fetch(`${url}/metrics`, { headers: authorization === undefined ? {} : { authorization } });
  for (const right of ['Bearer a-token-of-metrics', 'bearer a-token-of-metrics']) {
    const response = await ask(right);
    expect([response.status, await response.text()]).toEqual([200, expect.stringContaining('signaling_')]);
  }
  for (const wrong of [
    undefined,
    '',
    'Bearer',
    'Bearer a-token-of-metric',
    'Bearer a-token-of-metricsx',
    'Basic a-token-of-metrics',
    'a-token-of-metrics',
  ]) {
    const response = await ask(wrong);
    expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  }
});

test('a health port asks for the token as well', async () => {
  const { healthPort } = await startService({ metricsToken: 'a-token-of-metrics', healthPort: 0 });
  expect((await fetch(`http://127.0.0.1:${healthPort}/metrics`)).status).toBe(401);
});

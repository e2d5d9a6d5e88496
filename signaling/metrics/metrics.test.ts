import { expect, test } from 'vitest';
import { Metrics } from './index.ts';

/** The lines of one metric, without its help and its type. */
async function shown(metrics: Metrics, name: string): Promise<readonly string[]> {
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => line.startsWith(`signaling_${name}`));
}

test('every code is shown from the start, so that a rate has something to begin with', async () => {
  const metrics = new Metrics();
  expect(await shown(metrics, 'messages_forwarded_total')).toEqual([
    'signaling_messages_forwarded_total{where="local"} 0',
    'signaling_messages_forwarded_total{where="remote"} 0',
  ]);
  expect(await shown(metrics, 'consent_refusals_total')).toEqual(['signaling_consent_refusals_total 0']);
});

test('what is counted is shown, however often somebody asks', async () => {
  const metrics = new Metrics();
  metrics.count('forward/remote', 3);
  metrics.count('forward/remote');
  metrics.count('consent/refused');
  expect([metrics.of('forward/remote'), metrics.of('forward/local')]).toEqual([4, 0]);
  for (let round = 0; round < 2; round += 1) {
    expect(await shown(metrics, 'messages_forwarded_total')).toContain(
      'signaling_messages_forwarded_total{where="remote"} 4',
    );
    expect(await shown(metrics, 'consent_refusals_total')).toEqual(['signaling_consent_refusals_total 1']);
  }
});

test('two services in one process count for themselves', async () => {
  const [one, other] = [new Metrics(), new Metrics()];
  one.count('relay/full');
  one.refused('auth/expired');
  expect(other.of('relay/full')).toBe(0);
  expect(await shown(other, 'refusals_total')).toEqual([]);
  expect(await shown(one, 'refusals_total')).toEqual(['signaling_refusals_total{code="auth/expired"} 1']);
});

test('a client cannot fill the registry with close codes of its own', async () => {
  const metrics = new Metrics();
  for (let code = 3000; code < 5000; code += 1) metrics.closed(code);
  metrics.closed(1006);
  expect(await shown(metrics, 'connections_closed_total')).toEqual([
    'signaling_connections_closed_total{code="other"} 1999',
    'signaling_connections_closed_total{code="4001"} 1',
    'signaling_connections_closed_total{code="1006"} 1',
  ]);
});

test('gauges are read when somebody asks, and what is not there is not shown', async () => {
  const metrics = new Metrics();
  let connections = 2;
  let redisUp: boolean | null = null;
  metrics.read({ peerConnections: () => connections });
  metrics.read({ redisUp: () => redisUp });
  expect(await shown(metrics, 'active_connections')).toEqual([
    'signaling_active_connections{kind="peerjs"} 2',
  ]);
  expect(await shown(metrics, 'redis_up')).toEqual([]);
  connections = 0;
  redisUp = false;
  expect(await shown(metrics, 'active_connections')).toEqual([
    'signaling_active_connections{kind="peerjs"} 0',
  ]);
  expect(await shown(metrics, 'redis_up')).toEqual(['signaling_redis_up 0']);
  redisUp = null;
  expect(await shown(metrics, 'redis_up')).toEqual([]);
});

test('a command that fails is timed and counted', async () => {
  const metrics = new Metrics();
  metrics.command('claim', 3, true);
  metrics.command('claim', 1000, false);
  const lines = await shown(metrics, 'redis_');
  expect(lines).toContain('signaling_redis_command_seconds_bucket{le="0.005",command="claim"} 1');
  expect(lines).toContain('signaling_redis_command_seconds_sum{command="claim"} 1.003');
  expect(lines).toContain('signaling_redis_failures_total{command="claim"} 1');
});

test('only an ANSWER to an OFFER is timed, and only once', async () => {
  const metrics = new Metrics();
  metrics.answered('ann', 'bob');
  metrics.offered('ann', 'bob');
  metrics.answered('bob', 'ann');
  metrics.answered('ann', 'bob');
  metrics.answered('ann', 'bob');
  expect(await shown(metrics, 'offer_to_answer_seconds_count')).toEqual([
    'signaling_offer_to_answer_seconds_count 1',
  ]);
});

test('the process and the build are shown too', async () => {
  const metrics = new Metrics();
  const [info] = await shown(metrics, 'build_info');
  expect(info).toContain(`node="${process.version}"`);
  expect(info).toMatch(/version="\d+\.\d+\.\d+".* 1$/);
  const lag = (await shown(metrics, 'nodejs_eventloop_lag_p99_seconds')).join();
  expect(lag).toMatch(/^signaling_nodejs_eventloop_lag_p99_seconds \S+$/);
});

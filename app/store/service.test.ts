import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SERVICE_BACKOFF } from '../net/index.ts';
import { createService, QUIET_MS } from './service.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function service() {
  const connect = vi.fn<() => void>();
  return { connect, service: createService(connect, SERVICE_BACKOFF, () => 0) };
}

test('a lost service is tried again, later each time, until it is back', () => {
  const { connect, service: mine } = service();
  mine.online();
  for (const waitMs of [500, 1000, 2000]) {
    mine.offline();
    vi.advanceTimersByTime(waitMs - 1);
    expect(connect).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(connect).toHaveBeenCalledOnce();
    connect.mockClear();
  }
  mine.online();
  expect(mine.store.getState().status).toEqual({ phase: 'online' });
  mine.offline();
  expect(mine.store.getState().status).toMatchObject({ phase: 'reconnecting', attempt: 1 });
});

test('a service that is told twice to be gone waits once', () => {
  const { connect, service: mine } = service();
  mine.offline();
  mine.offline();
  vi.advanceTimersByTime(10_000);
  expect(connect).toHaveBeenCalledOnce();
});

test('a draining service is not called before the time it named', () => {
  const { connect, service: mine } = service();
  mine.online();
  mine.goAway(4_000);
  mine.offline();
  vi.advanceTimersByTime(3_999);
  expect(connect).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(connect).toHaveBeenCalledOnce();
});

test.each(['online', 'offline'] as const)(
  'a page that is replaced while %s does not fight for the socket, whatever happens',
  (before) => {
    const { connect, service: mine } = service();
    mine[before]();
    mine.replaced();
    mine.offline();
    mine.awake();
    mine.store.getState().connectNow();
    vi.advanceTimersByTime(3_600_000);
    expect(connect).not.toHaveBeenCalled();
    expect(mine.store.getState().status).toEqual({ phase: 'replaced' });
  },
);

test('"try now" ends the wait, and does not call twice', () => {
  const { connect, service: mine } = service();
  mine.offline();
  mine.store.getState().connectNow();
  vi.advanceTimersByTime(60_000);
  expect(connect).toHaveBeenCalledOnce();
});

test('a page that is looked at again, or a network that is back, ends a wait and nothing else', () => {
  const { connect, service: mine } = service();
  mine.online();
  mine.awake();
  expect(connect).not.toHaveBeenCalled();
  mine.offline();
  mine.awake();
  expect(connect).toHaveBeenCalledOnce();
});

test('a service that asked for time gets it, whoever looks at the page; the person may still try', () => {
  const { connect, service: mine } = service();
  mine.online();
  mine.goAway(4_000);
  mine.offline();
  vi.advanceTimersByTime(3_000);
  mine.awake();
  expect(connect).not.toHaveBeenCalled();
  mine.store.getState().connectNow();
  expect(connect).toHaveBeenCalledOnce();
});

test('a renewed connection shows nothing, and comes back exactly when it is asked to', () => {
  const { connect, service: mine } = service();
  const shown = vi.fn<(phase: string) => void>();
  mine.online();
  mine.store.subscribe(({ status }) => shown(status.phase));
  mine.goAway(300, 'renew');
  mine.offline();
  vi.advanceTimersByTime(299);
  expect(connect).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(connect).toHaveBeenCalledOnce();
  mine.online();
  vi.advanceTimersByTime(10 * QUIET_MS);
  expect(mine.store.getState().status).toEqual({ phase: 'online' });
  expect(new Set(shown.mock.calls.flat())).toEqual(new Set(['renewing', 'online']));
});

test('a renewed connection that does not come is told of in the end, and tried again meanwhile', () => {
  const { connect, service: mine } = service();
  mine.online();
  mine.goAway(0, 'renew');
  mine.offline();
  vi.advanceTimersByTime(0);
  expect(connect).toHaveBeenCalledOnce();
  mine.offline();
  vi.advanceTimersByTime(QUIET_MS - 1);
  expect(mine.store.getState().status.phase).toBe('renewing');
  expect(connect).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1);
  expect(mine.store.getState().status.phase).toBe('connecting');
  mine.offline();
  expect(mine.store.getState().status.phase).toBe('reconnecting');
});

test('a connection that is lost after it was renewed is lost in the open', () => {
  const { service: mine } = service();
  mine.online();
  mine.goAway(0, 'renew');
  mine.offline();
  vi.advanceTimersByTime(0);
  mine.online();
  mine.offline();
  expect(mine.store.getState().status.phase).toBe('reconnecting');
});

test.each(['replaced', 'unusable'] as const)('what ends a renewal (%s) shows at once', (end) => {
  const { service: mine } = service();
  mine.online();
  mine.goAway(500, 'renew');
  mine.offline();
  if (end === 'replaced') mine.replaced();
  else mine.unusable('unproven');
  expect(mine.store.getState().status.phase).toBe(end);
  vi.advanceTimersByTime(10 * QUIET_MS);
  expect(mine.store.getState().status.phase).toBe(end);
});

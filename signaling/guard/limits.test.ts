import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Budget } from '../ports.ts';
import { Limits } from './limits.ts';
import { RECENT_MAX } from './recent.ts';
import { WINDOW_MS } from './tally.ts';

const LIMITS = {
  connectionsPer10s: 3,
  messagesPer10s: 4,
  ipMessagesPer10s: 6,
  roomMessagesPer10s: 5,
} as const;
const CONNECTIONS_PER_IP = 2;

function limitsAt(clock: { now: number }): Limits {
  return new Limits({
    rateLimits: LIMITS,
    connectionsPerIp: CONNECTIONS_PER_IP,
    now: () => clock.now,
  });
}

const address = fc.constantFrom('192.0.2.1', '192.0.2.2', '2001:db8:0:1::/64');
const act = fc.oneof(
  fc.record({ kind: fc.constant('message'), connection: fc.nat(3), address }),
  fc.record({ kind: fc.constant('request'), address }),
  fc.record({ kind: fc.constant('room'), room: fc.constantFrom('lobby', 'den') }),
  fc.record({ kind: fc.constant('connect'), address }),
  fc.record({ kind: fc.constant('close'), address }),
);
type Act = typeof act extends fc.Arbitrary<infer Value> ? Value : never;
const passMs = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 15_000 }));

/** What is right to answer, by a count of all that was let through in each window. */
class Model {
  readonly #let = new Map<string, number>();
  readonly #open = new Map<string, number>();

  answer(does: Act, window: number): string {
    const many = (what: string): number => this.#let.get(`${what} in ${window}`) ?? 0;
    const passes = (...whats: readonly string[]): string => {
      for (const what of whats) this.#let.set(`${what} in ${window}`, many(what) + 1);
      return 'ok';
    };
    switch (does.kind) {
      case 'message':
        if (many(`connection ${does.connection}`) >= LIMITS.messagesPer10s) return 'limit/connection';
        if (many(does.address) >= LIMITS.ipMessagesPer10s) return 'limit/address';
        return passes(`connection ${does.connection}`, does.address);
      case 'request':
        return many(does.address) < LIMITS.ipMessagesPer10s ? passes(does.address) : 'limit/address';
      case 'room':
        return many(does.room) < LIMITS.roomMessagesPer10s ? passes(does.room) : 'limit/room';
      case 'connect':
        if (many(`handshakes ${does.address}`) >= LIMITS.connectionsPer10s) return 'limit/handshakes';
        if (this.openOf(does.address) >= CONNECTIONS_PER_IP) return 'limit/connections';
        this.#open.set(does.address, this.openOf(does.address) + 1);
        return passes(`handshakes ${does.address}`);
      case 'close':
        this.#open.set(does.address, Math.max(0, this.openOf(does.address) - 1));
        return 'ok';
    }
  }

  openOf(name: string): number {
    return this.#open.get(name) ?? 0;
  }
}

/** The same, by the limits. A connection is of whatever address a message says: they count apart. */
function answer(limits: Limits, does: Act, budgets: Map<number, Budget>): string {
  switch (does.kind) {
    case 'message': {
      const budget = budgets.get(does.connection) ?? { level: 0, levelAt: 0 };
      budgets.set(does.connection, budget);
      return limits.message(budget, does.address);
    }
    case 'request':
      return limits.request(does.address) ? 'ok' : 'limit/address';
    case 'room':
      return limits.room(does.room) ? 'ok' : 'limit/room';
    case 'connect': {
      const verdict = limits.handshake(does.address);
      if (verdict === 'ok') limits.opened(does.address);
      return verdict;
    }
    case 'close':
      limits.closed(does.address);
      return 'ok';
  }
}

test('never more than a limit in a window, and never a refusal below it', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(passMs, act), { maxLength: 200 }), fc.nat(WINDOW_MS), (acts, start) => {
      const clock = { now: start };
      const limits = limitsAt(clock);
      const budgets = new Map<number, Budget>();
      const model = new Model();
      for (const [ms, does] of acts) {
        clock.now += ms;
        const right = model.answer(does, Math.floor(clock.now / WINDOW_MS));
        expect(answer(limits, does, budgets)).toBe(right);
      }
    }),
    { numRuns: 300 },
  );
});

test('addresses and rooms that are idle are forgotten', () => {
  const clock = { now: 0 };
  const limits = limitsAt(clock);
  for (let n = 0; n < 1000; n += 1) {
    limits.handshake(`a${n}`);
    limits.opened(`a${n}`);
    limits.closed(`a${n}`);
    limits.room(`r${n}`);
  }
  expect(limits.size).toBe(2000);
  clock.now += WINDOW_MS;
  limits.request('another');
  limits.room('another');
  expect(limits.size).toBe(2);
});

test('however many addresses come at once, the memory for them is bounded, and open connections are never forgotten', () => {
  const limits = limitsAt({ now: 0 });
  for (let n = 0; n < CONNECTIONS_PER_IP; n += 1) limits.opened('held');
  for (let n = 0; n < RECENT_MAX + 1000; n += 1) limits.handshake(`a${n}`);
  expect(limits.size).toBe(RECENT_MAX + 1);
  expect(limits.handshake('held')).toBe('limit/connections');
});

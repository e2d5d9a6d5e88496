import { expect, test } from 'vitest';
import { billOf, listPriceOf } from './bill.ts';
import { HOURS_A_MONTH, PRICES_OF_EXAMPLES } from './prices.ts';
import { runtime } from './quantities.ts';

/*
 * The monthly estimate of a published chat server on Cloud Run, with WebSockets and Redis, in Iowa. It counts neither
 * requests nor traffic, nor a free tier.
 */

/** 4 instances x 8 hours x 30.5 days = 976 hours of 1 vCPU and 512 MiB. */
const INSTANCE_HOURS = 4 * 8 * 30.5;

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

test('an instance-hour is about 0.091 USD', () => {
  // 3600 s x (1 x 0.000024 + 0.5 x 0.0000025) = 0.0864 + 0.0045 = 0.0909
  expect(listPriceOf(runtime(1, 0.5))).toBeCloseTo(0.0909, 10);
  expect(listPriceOf(runtime(1, 0.5)).toFixed(3)).toBe('0.091');
});

test('4 instances of 1 vCPU and 512 MiB for 8 hours x 30.5 days are about 89 USD', () => {
  // 976 x 0.0909 = 88.72; the free tier of an account would take 4.32 + 0.90 = 5.22 off.
  expect(INSTANCE_HOURS).toBe(976);
  expect(cents(listPriceOf(runtime(INSTANCE_HOURS, 0.5)))).toBe(88.72);
  expect(Math.round(listPriceOf(runtime(INSTANCE_HOURS, 0.5)))).toBe(89);
  expect(cents(billOf(runtime(INSTANCE_HOURS, 0.5)).usd)).toBe(83.5);
});

test('Redis of the standard tier with 5 GB is 197 USD', () => {
  // 5 GiB are in capacity tier M2: 5 x 730 h x 0.054 = 197.10
  expect(Math.round(redis())).toBe(197);
});

test('a connector of two e2-micro is 12.22 USD', () => {
  // One is 730 h x (0.25 x 0.02181159 + 1 x 0.00292353) = 6.11, which the estimate rounds before it doubles it.
  expect(connector()).toBe(12.22);
});

test('together they are 298 USD', () => {
  expect(Math.round(listPriceOf(runtime(INSTANCE_HOURS, 0.5)) + redis() + connector())).toBe(298);
});

function redis(): number {
  return 5 * HOURS_A_MONTH * PRICES_OF_EXAMPLES.redisStandardM2.usd;
}

function connector(): number {
  const { machineCpu, machineMemory } = PRICES_OF_EXAMPLES;
  return 2 * cents(HOURS_A_MONTH * (0.25 * machineCpu.usd + machineMemory.usd));
}

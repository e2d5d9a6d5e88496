import fc from 'fast-check';
import { expect, test } from 'vitest';
import { billOf, listPriceOf } from './bill.ts';
import { type Configuration, CONFIGURATION_NAMES, CONFIGURATIONS } from './configurations.ts';
import { instancesFor } from './instances.ts';
import { ASSUMED } from './options.ts';
import { PRICES } from './prices.ts';
import { type Quantities, quantitiesOf, runtime, type Usage } from './quantities.ts';

const configuration = fc.constantFrom(...CONFIGURATION_NAMES).map((name) => CONFIGURATIONS[name]);

/** So few that they fit into the smallest configuration. */
const usage: fc.Arbitrary<Usage> = fc.record({
  players: fc.nat(450),
  hours: fc.double({ min: 0, max: 24, noNaN: true }),
  playing: fc.double({ min: 0, max: 1, noNaN: true }),
  relayed: fc.double({ min: 0, max: 1, noNaN: true }),
  lobbyTabs: fc.nat(450),
  visitMinutes: fc.double({ min: 1, max: 1_440, noNaN: true }),
});

function quantities(of: Configuration, by: Usage): Quantities {
  const result = quantitiesOf(of, by);
  if ('code' in result) throw new Error(result.code);
  return result;
}

function usd(of: Configuration, by: Usage): number {
  return billOf(quantities(of, by)).usd;
}

function list(of: Configuration, by: Usage): number {
  return listPriceOf(quantities(of, by));
}

/** Sums of the same amounts in another order differ in the last digits. */
const TINY = 1e-6;

test('no line of a bill is negative, and its sum is that of its lines', () => {
  fc.assert(
    fc.property(configuration, usage, (of, by) => {
      const { lines, usd: sum } = billOf(quantities(of, by));
      for (const line of lines) expect(Math.min(line.used, line.billed, line.usd)).toBeGreaterThanOrEqual(0);
      expect(sum).toBeCloseTo(
        lines.reduce((total, line) => total + line.usd, 0),
        9,
      );
    }),
  );
});

test('more of anything never costs less, and longer visits never more', () => {
  fc.assert(
    fc.property(
      configuration,
      usage,
      fc.nat(100),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (of, by, tabs, share) => {
        const grown: readonly Usage[] = [
          { ...by, players: by.players + tabs },
          { ...by, lobbyTabs: by.lobbyTabs + tabs },
          { ...by, hours: by.hours + (24 - by.hours) * share },
          { ...by, playing: Math.max(by.playing, share) },
          { ...by, relayed: Math.max(by.relayed, share) },
          { ...by, visitMinutes: Math.max(1, by.visitMinutes * share) },
        ];
        for (const each of grown) {
          expect(list(of, each)).toBeGreaterThanOrEqual(list(of, by) - TINY);
          // An instance that is kept costs more while nobody is there than in the hours that are free.
          const unkept = { ...of, minInstances: 0 };
          expect(usd(unkept, each)).toBeGreaterThanOrEqual(usd(unkept, by) - TINY);
        }
      },
    ),
  );
});

test('the free tier is taken off once for all services of a billing account', () => {
  fc.assert(
    fc.property(fc.array(usage, { minLength: 2, maxLength: 4 }), (all) => {
      const services = all.map((by) => quantities(CONFIGURATIONS.free, by));
      const together = billOf(...services).usd;
      const free = Object.values(PRICES).reduce((total, price) => total + price.free * price.usd, 0);
      const atList = services.reduce((total, one) => total + listPriceOf(one), 0);
      const apart = services.reduce((total, one) => total + billOf(one).usd, 0);
      expect(together).toBeGreaterThanOrEqual(apart - TINY);
      expect(together).toBeGreaterThanOrEqual(atList - free - TINY);
      expect(together).toBeLessThanOrEqual(atList + TINY);
    }),
  );
});

test('50 hours of an instance are free, the next one is not', () => {
  expect(billOf(runtime(50, 1)).usd).toBe(0);
  expect(billOf(runtime(51, 1)).usd).toBeCloseTo(3_600 * PRICES.cpu.usd, 9);
  expect(billOf(runtime(100, 1)).lines.map(({ billed }) => billed)).toEqual([180_000, 0]);
});

test('one tab that is always in sight bills an instance for the whole month, and the next 599 add only their bytes', () => {
  const nobody = { ...ASSUMED, players: 0, hours: 0 };
  const one = quantities(CONFIGURATIONS.free, { ...nobody, lobbyTabs: 1 });
  const many = quantities(CONFIGURATIONS.free, { ...nobody, lobbyTabs: 600 });
  expect(one.cpu).toBeGreaterThanOrEqual(730 * 3_600);
  expect([many.cpu, many.memory]).toEqual([one.cpu, one.memory]);
  expect(many.egress).toBeCloseTo(600 * (one.egress ?? 0), 3);
});

test('games change the time of an instance in nothing', () => {
  fc.assert(
    fc.property(configuration, usage, (of, by) => {
      const [none, all] = [0, 1].map((playing) => quantities(of, { ...by, playing }));
      expect([all?.cpu, all?.memory]).toEqual([none?.cpu, none?.memory]);
    }),
  );
});

test('a relayed game costs traffic where there is a TURN server, and nothing where there is none', () => {
  const players = { ...ASSUMED, players: 100, hours: 4 };
  const relayed = { ...players, relayed: 1 };
  const direct = { ...players, relayed: 0 };
  expect(usd(CONFIGURATIONS['with-turn'], relayed)).toBeGreaterThan(usd(CONFIGURATIONS['with-turn'], direct));
  expect(usd(CONFIGURATIONS.free, relayed)).toBe(usd(CONFIGURATIONS.free, direct));
});

test('instances come with tabs: another one from 60 % of what the others can take, up to the most there may be', () => {
  expect([0, 1, 600, 601, 1_200, 1_201].map((tabs) => instancesFor(tabs, 10))).toEqual([0, 1, 1, 2, 2, 3]);
  expect([1_000, 2_000].map((tabs) => instancesFor(tabs, 2))).toEqual([2, 2]);
  expect(instancesFor(2_001, 2)).toBeNull();
});

test('more tabs than there is room for are refused, and it says how many there may be', () => {
  expect(quantitiesOf(CONFIGURATIONS.free, { ...ASSUMED, players: 900, hours: 1, lobbyTabs: 101 })).toEqual({
    code: 'cost/too-many-tabs',
    most: 1_000,
  });
});

test('a GiB of Redis is cheaper from 5 GiB on', () => {
  const sized = (tier: 'basic' | 'standard', sizeGiB: number): Quantities =>
    quantities({ ...CONFIGURATIONS.scaled, redis: { tier, sizeGiB } }, { ...ASSUMED, players: 0, hours: 0 });
  expect(sized('basic', 4)).toMatchObject({ redisBasicM1: 4 * 730 });
  expect(sized('basic', 5)).toMatchObject({ redisBasicM2: 5 * 730 });
  expect(sized('standard', 4)).toMatchObject({ redisStandardM1: 4 * 730 });
  expect(sized('standard', 5)).toMatchObject({ redisStandardM2: 5 * 730 });
});

test('an instance that is kept is billed at the low price while nobody is there, and as any other while somebody is', () => {
  const kept = { ...CONFIGURATIONS.free, minInstances: 1, memoryGiB: 1 };
  expect(quantities(kept, { ...ASSUMED, players: 0, hours: 0 })).toMatchObject({
    idleCpu: 730 * 3_600,
    idleMemory: 730 * 3_600,
  });
  const half = quantities(kept, { ...ASSUMED, players: 2, hours: 12 });
  expect(half.idleCpu).toBeCloseTo(365 * 3_600, 6);
  expect(half.cpu).toBeGreaterThanOrEqual(365 * 3_600);
  expect(quantities(kept, { ...ASSUMED, players: 2, hours: 24 }).idleCpu).toBe(0);
});

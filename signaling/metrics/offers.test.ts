import { expect, test } from 'vitest';
import { OfferTimes } from './offers.ts';

test('an OFFER that is said again is timed from the first', () => {
  const offers = new OfferTimes();
  offers.offered('ann', 'bob', 100);
  offers.offered('ann', 'bob', 300);
  expect(offers.answered('ann', 'bob', 350)).toBe(250);
});

test('an answer after a minute is to another OFFER that nobody saw', () => {
  const offers = new OfferTimes();
  offers.offered('ann', 'bob', 0);
  expect(offers.answered('ann', 'bob', 60_001)).toBe(null);
  offers.offered('ann', 'bob', 60_002);
  expect(offers.answered('ann', 'bob', 60_003)).toBe(1);
});

test('a flood of OFFERs takes a bounded memory, and its end is noticed', () => {
  const offers = new OfferTimes();
  for (let n = 0; n < 5000; n += 1) offers.offered('flood', `peer${n}`, 0);
  expect(offers.answered('flood', 'peer999', 5)).toBe(5);
  expect(offers.answered('flood', 'peer1000', 5)).toBe(null);
  offers.offered('flood', 'filler', 5);
  offers.offered('ann', 'bob', 60_000);
  expect(offers.answered('ann', 'bob', 60_005)).toBe(null);
  // By now those of the flood are forgotten, one for each that is new.
  offers.offered('ann', 'bob', 60_010);
  expect(offers.answered('ann', 'bob', 60_015)).toBe(5);
});

import { expect, test, vi } from 'vitest';
import { weather } from './testing/storm.ts';

test(
  '100,000 storms: after one of them the two lines do not find back to one link',
  { timeout: 600_000 },
  () => {
    vi.useFakeTimers();
    expect(weather(100_000)).toBeUndefined();
    vi.useRealTimers();
  },
);

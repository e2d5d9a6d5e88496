import { expect, test, vi } from 'vitest';
import { storms } from './testing/match-storm.ts';

test(
  '10,000 storms: after one of them a ply is lost, or the two boards are not the same',
  { timeout: 600_000 },
  async () => {
    vi.useFakeTimers();
    await expect(storms({ numRuns: 10_000 })).resolves.toBeUndefined();
    vi.useRealTimers();
  },
);

import { expect, test, vi } from 'vitest';
import { storms } from './testing/match-storm.ts';

test('whatever happens to links, pages and the service: nothing that was played is lost, and the boards are one', async () => {
  vi.useFakeTimers();
  await expect(storms({ numRuns: 60, seed: 3 })).resolves.toBeUndefined();
  vi.useRealTimers();
});

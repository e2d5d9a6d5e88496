/**
 * Loaded before a server (`node --expose-gc --import probe.ts server.ts`): tells what the process used, when asked
 * over its IPC channel. The server itself knows nothing of it.
 */
import { setTimeout as wait } from 'node:timers/promises';

/** What the bench asks: `used` at once, `held` after everything that is garbage was collected. */
export type ProbeQuestion = 'used' | 'held';

async function answer(question: ProbeQuestion): Promise<void> {
  if (question === 'held') await collectGarbage();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ cpuMicros: user + system, rssBytes: rss, heapBytes: heapUsed + external });
}

/**
 * All of it, down to what V8 keeps for later, and gives the pages back: else the resident memory says how much was
 * free before, not what was used since. More than once: what finalizers let go is collected by the next.
 */
async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await wait(100);
  }
}

process.on('message', (question: ProbeQuestion) => void answer(question));
// The bench is done with this server, or gone.
process.on('disconnect', () => process.exit());

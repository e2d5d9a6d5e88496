/**
 * The service beside others that do the same: what a connection and a message cost, and how many there can be.
 * Every server is a process of its own, the load comes from another one, and all take turns.
 *
 *     node bench/signaling.bench.ts [--rounds n] [row ...]
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Load } from './signaling/load.ts';
import { type Measure, report } from './signaling/report.ts';
import { connect } from './signaling/rows/connect.ts';
import { held } from './signaling/rows/held.ts';
import { instances } from './signaling/rows/instances.ts';
import { latency } from './signaling/rows/latency.ts';
import { redis } from './signaling/rows/redis.ts';
import { relay } from './signaling/rows/relay.ts';
import type { Stoppable } from './signaling/rows/row.ts';

const ROWS = [connect, held, relay, latency, redis, instances];

const { values, positionals } = parseArgs({
  options: { rounds: { type: 'string' } },
  allowPositionals: true,
});
const rounds = values.rounds === undefined ? null : Number(values.rounds);
const unknown = positionals.filter((name) => !ROWS.some((row) => row.name === name));
if (unknown.length > 0 || (rounds !== null && !(Number.isSafeInteger(rounds) && rounds > 0))) {
  console.error('node bench/signaling.bench.ts [--rounds n] [row ...]');
  for (const { name, about } of ROWS) console.error(`  ${name.padEnd(10)} ${about}`);
  process.exit(1);
}

const load = new Load();
const kept: Stoppable[] = [load];
function keep<Started extends Stoppable>(started: Started): Started {
  kept.push(started);
  return started;
}

const measures: Measure[] = [];
try {
  for (const row of ROWS) {
    if (positionals.length > 0 && !positionals.includes(row.name)) continue;
    const start = performance.now();
    console.error(`${row.name}: ${row.about} ...`);
    measures.push(...(await row.measure({ load, rounds, keep })));
    console.error(`  ${((performance.now() - start) / 1000).toFixed(0)} s`);
  }
} finally {
  // A server before its Redis.
  for (const started of kept.toReversed()) await started.stop();
}
const cores = availableParallelism();
console.log(`Node ${process.versions.node} on ${cores} cores, shared by servers and load.`);
console.log('Medians; each ratio is the median of the ratios of the rounds.\n');
console.log(report(measures));

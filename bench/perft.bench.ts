/**
 * How many perft leaves the rules count in a second, beside the same count by a loop written for speed alone.
 * The two take turns, so that a machine that slows down or is shared slows both.
 *
 *     npm run bench
 */
import { perft, START } from '../app/game/index.ts';
import { naivePerft } from './naive.ts';

const DEPTH = 7;
/** Counted by independent programs; see `app/game/fixtures/oracle.ts`. */
const LEAVES = 33_782_544;
const ROUNDS = 15;
/** Rounds before those that count: the compiler is still at work in them. */
const WARM_UP = 2;

/** Millions of leaves per second of one run. */
function measure(name: string, count: () => number): number {
  const start = performance.now();
  const leaves = count();
  const ms = performance.now() - start;
  if (leaves !== LEAVES) throw new Error(`${name} counted ${leaves} leaves instead of ${LEAVES}`);
  return leaves / ms / 1_000;
}

function spread(rates: readonly number[]): { low: number; median: number; high: number } {
  const sorted = rates.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0), median: at(0.5), high: at(1) };
}

const ours: number[] = [];
const peer: number[] = [];
for (let round = -WARM_UP; round < ROUNDS; round++) {
  const ourRate = measure('the rules', () => perft(START, DEPTH));
  const peerRate = measure('the peer', () => naivePerft(DEPTH));
  if (round < 0) continue;
  ours.push(ourRate);
  peer.push(peerRate);
}

function report(name: string, rates: readonly number[]): void {
  const { low, median, high } = spread(rates);
  const range = `${low.toFixed(0)} to ${high.toFixed(0)}`;
  console.log(`${name.padEnd(28)} ${median.toFixed(0).padStart(4)} M leaves/s  (${range})`);
}

report('rules (immutable positions)', ours);
report('peer (one mutable state)', peer);
const ratio = spread(ours).median / spread(peer).median;
console.log(
  `perft(${DEPTH}) = ${LEAVES.toLocaleString('en')}, median of ${ROUNDS} runs in turns; ratio ${ratio.toFixed(2)}`,
);

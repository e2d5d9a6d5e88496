/** Measures all in turn, round after round, so that a machine that slows down or is shared slows all of them. */
import type { Group } from './group.ts';

/** What one turn measured, by name. */
export type Figures = Readonly<Record<string, number>>;

/** The figures of one name: for each server, one of each round. */
export type Series = ReadonlyMap<string, readonly number[]>;

export class Results {
  readonly #rounds = new Map<string, Figures[]>();

  add(name: string, figures: Figures): void {
    const before = this.#rounds.get(name);
    if (before === undefined) this.#rounds.set(name, [figures]);
    else before.push(figures);
  }

  series(figure: string): Series {
    const series = new Map<string, readonly number[]>();
    for (const [name, rounds] of this.#rounds) {
      const values = rounds.flatMap((figures) => figures[figure] ?? []);
      if (values.length > 0) series.set(name, values);
    }
    return series;
  }
}

export interface Rounds {
  /** Those that count. */
  readonly rounds: number;
  /** Those before, which let the compilers finish; one unless given. */
  readonly warmUpRounds?: number;
}

/** @param turn measures one of them */
export async function inTurns(
  groups: readonly Group[],
  { rounds, warmUpRounds = 1 }: Rounds,
  turn: (group: Group) => Promise<Figures>,
): Promise<Results> {
  const results = new Results();
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    // Who comes first is another one each time.
    const first = round % groups.length;
    for (const group of [...groups.slice(first), ...groups.slice(0, first)]) {
      const figures = await turn(group).catch((error: unknown) => {
        throw new Error(`measuring ${group.name}`, { cause: error });
      });
      if (round >= warmUpRounds) results.add(group.name, figures);
    }
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

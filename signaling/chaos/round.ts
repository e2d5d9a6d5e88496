/** One round: a scenario, under a load that follows from a seed, and what must hold throughout and afterwards. */
import { expect } from 'vitest';
import { Load } from './load.ts';
import type { Scenario } from './scenarios.ts';
import { Stage } from './stage.ts';
import { everybodyReachesEverybody, gaugesFall, healed, nobodyIsTwice } from './verify.ts';

const CLIENTS = 8;

/** So many challenges are handed over before anything breaks. */
export const WARM = 10;

/**
 * @returns how many challenges were handed over
 * @throws with the seed, what happened in the last seconds, and what the instances logged
 */
export async function playRound(scenario: Scenario, seed: number): Promise<number> {
  const stage = await Stage.open({
    clients: CLIENTS,
    ...(scenario.env !== undefined && { env: scenario.env }),
  });
  const { ledger } = stage;
  try {
    await healed(stage);
    const load = new Load(stage, seed, scenario.pace ?? 'busy');
    stage.alsoStop(() => load.stop());
    await stage.within(10_000, 'challenges are handed over', () => {
      expect(ledger.tally.get('ACK') ?? 0).toBeGreaterThan(WARM);
    });
    await scenario.run(stage);
    await healed(stage);
    await load.stop();
    await everybodyReachesEverybody(stage);
    await nobodyIsTwice(stage);
    await gaugesFall(stage);
    expect(ledger.faults).toEqual([]);
    return ledger.tally.get('ACK') ?? 0;
  } catch (error) {
    const tally = JSON.stringify(Object.fromEntries(ledger.tally));
    throw new Error(
      `${scenario.name}: SEED=${seed}\n${ledger.faults.join('\n')}\n${ledger.story}\nchallenges: ${tally}\n${stage.said}`,
      { cause: error },
    );
  } finally {
    await stage.close();
  }
}

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONFIGURATION_NAMES, CONFIGURATIONS } from './configurations.ts';

/** What an example sets, and the root's defaults for what it does not. */
function settingsOf(name: string): (variable: string) => string {
  const file = readFileSync(new URL(`../examples/${name}/terraform.tfvars`, import.meta.url), 'utf8');
  const set = new Map(
    [...file.matchAll(/^(\w+) *= *"?([^"#\n]*?)"? *(?:#.*)?$/gm)].map(([, key, value]) => [key, value]),
  );
  return (variable) => set.get(variable) ?? DEFAULTS[variable] ?? '';
}

const DEFAULTS: Readonly<Record<string, string>> = {
  min_instances: '0',
  max_instances: '1',
  memory: '512Mi',
  scale_out: 'false',
  turn: 'false',
  static_site: 'none',
};

const MEMORY: Readonly<Record<string, number>> = { '512Mi': 0.5, '1Gi': 1 };
const TIERS: Readonly<Record<string, string>> = { BASIC: 'basic', STANDARD_HA: 'standard' };

test('what the examples switch on is what is counted', () => {
  for (const name of CONFIGURATION_NAMES) {
    const setting = settingsOf(name);
    const { minInstances, maxInstances, memoryGiB, redis, turnMachines, bucket } = CONFIGURATIONS[name];
    expect({ name, minInstances, maxInstances, memoryGiB, redis, turnMachines, bucket }).toEqual({
      name,
      minInstances: Number(setting('min_instances')),
      maxInstances: Number(setting('max_instances')),
      memoryGiB: MEMORY[setting('memory')],
      redis:
        setting('scale_out') === 'true'
          ? { tier: TIERS[setting('redis_tier')], sizeGiB: Number(setting('redis_memory_size_gb')) }
          : null,
      turnMachines: setting('turn') === 'true' ? Number(setting('turn_instances')) : 0,
      bucket: setting('static_site') === 'bucket',
    });
  }
});

import { expect, test } from 'vitest';
import { describeVariables, Environment, usage } from './index.ts';

test('every variable is in one group, and says what it does', () => {
  const variables = describeVariables().flatMap((group) => group.variables);
  expect(variables.map(({ name }) => name)).toEqual(Object.keys(Environment.entries));
  for (const { name, description } of variables) expect(description, name).toMatch(/^\S.*\.$/);
});

test('the usage has every variable with its default', () => {
  const lines = usage().split('\n');
  for (const { name, byDefault } of describeVariables().flatMap((group) => group.variables)) {
    expect(lines).toContain(`  ${name}${byDefault === null ? '' : `=${byDefault}`}`);
  }
  expect(lines).toContain('  CONCURRENT_LIMIT=5000');
  expect(lines.every((line) => line.length <= 160)).toBe(true);
});

/** What every module and root is held to, whether or not terraform is installed. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { INFRA } from './workspace.ts';

const MODULES = readdirSync(join(INFRA, 'modules')).map((name) => `modules/${name}`);
const ROOTS = ['.', 'bootstrap'];

/** `variable "name" {...}` and the like, as `terraform fmt` leaves them; a folder's files one after the other. */
function blocksOf(folder: string, type: string): readonly { readonly name: string; readonly body: string }[] {
  const text = sourcesOf(folder)
    .map((file) => readFileSync(join(INFRA, folder, file), 'utf8'))
    .join('\n');
  return [...text.matchAll(new RegExp(`^${type} "([^"]+)" \\{\n(.*?)^\\}`, 'gms'))].map(
    ([, name = '', body = '']) => ({ name, body }),
  );
}

function sourcesOf(folder: string): readonly string[] {
  return readdirSync(join(INFRA, folder)).filter((file) => file.endsWith('.tf'));
}

describe.each([...MODULES, ...ROOTS])('%s', (folder) => {
  test('has the four files that one looks for', () => {
    expect(sourcesOf(folder)).toEqual(
      expect.arrayContaining(['main.tf', 'outputs.tf', 'variables.tf', 'versions.tf']),
    );
  });

  test('has variables with a type and a description, that refuse what makes no sense', () => {
    const variables = blocksOf(folder, 'variable');
    expect(variables.length).toBeGreaterThan(0);
    for (const { name, body } of variables) {
      expect(body, name).toMatch(/^ {2}type +=/m);
      expect(body, name).toMatch(/^ {2}description += ".+[.]"$/m);
      for (const [, message = ''] of body.matchAll(/error_message += "(.*)"$/gm))
        expect(message).toMatch(/[.]$/);
    }
  });

  test('has outputs with a description', () => {
    const outputs = blocksOf(folder, 'output');
    expect(outputs.length).toBeGreaterThan(0);
    for (const { name, body } of outputs) expect(body, name).toMatch(/^ {2}description += ".+[.]"$/m);
  });

  test('takes version 6.50 of the provider and the ones up to 8', () => {
    const versions = readFileSync(join(INFRA, folder, 'versions.tf'), 'utf8');
    expect(versions).toMatch(/google = \{\n\s+source += "hashicorp\/google"\n\s+version += ">= 6\.50, < 8"/);
    expect(versions).toContain('required_version = ">= 1.7"');
  });
});

test.each(MODULES)('%s leaves it to its caller which project and credentials are used', (folder) => {
  expect(blocksOf(folder, 'provider')).toEqual([]);
});

test('all roots know the same regions', () => {
  const known = ROOTS.map((folder) => {
    const region = blocksOf(folder, 'variable').find(({ name }) => name === 'region');
    return [...(region?.body ?? '').matchAll(/"([a-z]+-[a-z]+\d+)"/g)].map(([, name]) => name);
  });
  expect(known[0]?.length).toBeGreaterThan(40);
  expect(new Set(known.map(String)).size).toBe(1);
});

test.each(ROOTS)('%s puts nothing secret out', (folder) => {
  for (const { name, body } of blocksOf(folder, 'output')) {
    expect(body, name).not.toMatch(/sensitive|auth_string|random_password|secret_data/);
  }
});

test('nothing takes the mark off what is secret', () => {
  for (const folder of [...MODULES, ...ROOTS]) {
    for (const file of sourcesOf(folder)) {
      expect(readFileSync(join(INFRA, folder, file), 'utf8'), `${folder}/${file}`).not.toContain(
        'nonsensitive(',
      );
    }
  }
});

/** What .github/ may do in this repository's name, and that it calls what there is. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const WORKFLOWS = join('.github', 'workflows');

const Step = v.object({
  uses: v.optional(v.string()),
  run: v.optional(v.string()),
  with: v.optional(v.record(v.string(), v.unknown()), {}),
});
const Job = v.object({
  uses: v.optional(v.string()),
  'timeout-minutes': v.optional(v.pipe(v.number(), v.maxValue(360))),
  permissions: v.record(v.string(), v.picklist(['read', 'write'])),
  steps: v.optional(v.array(Step), []),
});
const Workflow = v.object({
  name: v.string(),
  on: v.record(v.string(), v.unknown()),
  // Each job says what it may; nothing is given to all of them.
  permissions: v.strictObject({}),
  jobs: v.record(v.string(), Job),
});
const Manifest = v.object({ version: v.string(), scripts: v.record(v.string(), v.string()) });

/** All that any job may do beyond reading the code: whoever adds to it has to say so here. */
const PRIVILEGES: Readonly<Record<string, readonly string[]>> = {
  'codeql.yml analyze': ['actions: read', 'security-events: write'],
  'deploy.yml apply': ['id-token: write'],
  'deploy.yml plan': ['id-token: write'],
  'pages.yml deploy': ['id-token: write', 'pages: write'],
  'release.yml deploy': ['id-token: write'],
  'release.yml pages': ['id-token: write', 'pages: write'],
  'release.yml release': ['contents: write', 'issues: write', 'pull-requests: write'],
};

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

const { version, scripts } = v.parse(Manifest, JSON.parse(read('package.json')));

const workflows = readdirSync(join(ROOT, WORKFLOWS)).map((file) => {
  const text = read(join(WORKFLOWS, file));
  const workflow = v.parse(Workflow, parse(text), { abortEarly: true });
  return { file, text, ...workflow, jobs: Object.entries(workflow.jobs) };
});

describe.each(workflows)('$file', ({ file, text, on, jobs }) => {
  const steps = jobs.flatMap(([, job]) => job.steps);

  test('each action is the commit that was looked at, and a comment says its version', () => {
    const used = [...text.matchAll(/\buses: *(.*)$/gm)].map(([, what = '']) => what);
    const known = [...steps, ...jobs.map(([, job]) => job)].filter(({ uses }) => uses !== undefined);
    expect(used.length).toBe(known.length);
    for (const what of used.filter((each) => each.startsWith('./'))) {
      expect(existsSync(join(ROOT, what)), what).toBe(true);
    }
    for (const what of used.filter((each) => !each.startsWith('./'))) {
      expect(what).toMatch(/^[\w-]+(?:\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    }
  });

  test('no job may do more than it needs', () => {
    for (const [name, { permissions }] of jobs) {
      const granted = Object.entries(permissions).map(([scope, access]) => `${scope}: ${access}`);
      const extra = granted.filter((grant) => grant !== 'contents: read');
      expect([name, extra.toSorted()]).toEqual([name, PRIVILEGES[`${file} ${name}`] ?? []]);
    }
  });

  test('code of strangers never runs with the rights of this repository', () => {
    expect(
      Object.keys(on).filter((event) => ['pull_request_target', 'workflow_run'].includes(event)),
    ).toEqual([]);
    // A title or a branch name in a script would be run as a part of it; in a variable it is a text.
    for (const { run = '' } of steps) expect(run).not.toContain('${{');
  });

  test('no key is left in a checkout, and there are no other secrets than one token', () => {
    for (const checkout of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(checkout.with['persist-credentials']).toBe(false);
    }
    const secrets = [...text.matchAll(/\bsecrets\.(\w+)|\b(?:secrets: *inherit)/g)].map(([, name]) => name);
    expect(secrets.filter((name) => name !== 'RELEASE_PLEASE_TOKEN')).toEqual([]);
  });

  test('nothing hangs for hours', () => {
    for (const [name, job] of jobs) {
      // A called workflow has time-outs of its own.
      expect(job.uses !== undefined || job['timeout-minutes'] !== undefined, name).toBe(true);
    }
  });

  test('what it runs is there', () => {
    for (const { run = '' } of steps) {
      for (const [, script = ''] of run.matchAll(/\bnpm run ([\w:]+)/g))
        expect(Object.keys(scripts)).toContain(script);
      for (const [path] of run.matchAll(/\b(?:scripts|signaling)\/[\w.-]+/g)) {
        expect(existsSync(join(ROOT, path)), path).toBe(true);
      }
    }
  });
});

test('one action has one version in all workflows', () => {
  const versions = new Map<string, Set<string>>();
  for (const { text } of workflows) {
    for (const [, action = '', pinned = ''] of text.matchAll(/\buses: *([\w-]+\/[\w-]+)[\w/-]*@(.*)$/gm)) {
      versions.set(action, (versions.get(action) ?? new Set()).add(pinned));
    }
  }
  expect([...versions].filter(([, all]) => all.size > 1)).toEqual([]);
});

test('a badge shows a workflow that there is', () => {
  const shown = [...read('README.md').matchAll(/actions\/workflows\/([\w.-]+)/g)].map(([, file]) => file);
  expect(shown).not.toEqual([]);
  expect(workflows.map(({ file }) => file)).toEqual(expect.arrayContaining(shown));
  expect(new Set(workflows.map(({ name }) => name)).size).toBe(workflows.length);
});

const Update = v.object({
  'package-ecosystem': v.string(),
  directory: v.optional(v.string()),
  directories: v.optional(v.array(v.string()), []),
  patterns: v.tuple([v.literal('*')]),
  'multi-ecosystem-group': v.string(),
  cooldown: v.object({ 'default-days': v.pipe(v.number(), v.minValue(7)) }),
});
const Dependabot = v.object({
  version: v.literal(2),
  'multi-ecosystem-groups': v.record(
    v.string(),
    v.object({ schedule: v.object({ interval: v.literal('weekly') }) }),
  ),
  updates: v.array(Update),
});

test('all dependencies are updated in one group, and none on the day that it comes out', () => {
  const { updates, ...groups } = v.parse(Dependabot, parse(read('.github/dependabot.yml')));
  const [group, ...others] = Object.keys(groups['multi-ecosystem-groups']);
  expect(others).toEqual([]);
  for (const update of updates) {
    expect(update['multi-ecosystem-group']).toBe(group);
    for (const path of [update.directory ?? [], update.directories].flat()) {
      expect(existsSync(join(ROOT, path.replace(/\*+$/, ''))), path).toBe(true);
    }
  }
});

test('the next release begins where this one ends', () => {
  const manifest = v.parse(
    v.object({ '.': v.string() }),
    JSON.parse(read('.github/release-please-manifest.json')),
  );
  expect(manifest['.']).toBe(version);
  // The place where release-please puts the next one.
  const [, newest] = /^##+ \[?v?(\d+\.\d+\.\d+)/m.exec(read('CHANGELOG.md')) ?? [];
  expect(newest).toBe(version);
});

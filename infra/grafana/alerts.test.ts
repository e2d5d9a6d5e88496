/** The alert rules ask for what the service has, and point to what the manual says. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfig } from '../../signaling/config/index.ts';
import { Metrics } from '../../signaling/metrics/index.ts';

const Rule = v.strictObject({
  alert: v.string(),
  expr: v.string(),
  for: v.optional(v.pipe(v.string(), v.regex(/^\d+[mh]$/))),
  labels: v.strictObject({ severity: v.picklist(['page', 'ticket']) }),
  annotations: v.strictObject({ summary: v.string(), description: v.string(), runbook: v.string() }),
});
const Rules = v.object({ groups: v.array(v.object({ name: v.string(), rules: v.array(Rule) })) });

const here = fileURLToPath(new URL('.', import.meta.url));
const { groups } = v.parse(Rules, parse(readFileSync(`${here}alerts.yml`, 'utf8')));
const rules = groups.flatMap((group) => group.rules);

/** What a rule asks for, each with the labels in its braces. */
function asked(expr: string): readonly { readonly name: string; readonly labels: readonly string[] }[] {
  return [...expr.matchAll(/\b(signaling_\w+)(?:\{([^}]*)\})?/g)].map(([, name = '', braces = '']) => ({
    name: name.replace(/_(?:bucket|sum|count)$/, ''),
    labels: [...braces.matchAll(/(\w+) *[=!]/g)].map(([, label = '']) => label),
  }));
}

test('every rule asks for metrics and labels that the service has', async () => {
  const metrics = new Metrics();
  const text = await metrics.text();
  const there = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  const labelsOf = new Map(metrics.describe().map(({ name, labels }) => [name, labels.split(',')]));
  for (const { alert, expr } of rules) {
    const all = asked(expr);
    // Prometheus itself says which targets are up.
    expect(all.length > 0 || expr.startsWith('up{job="signaling"}'), alert).toBe(true);
    for (const { name, labels } of all) {
      expect(there, alert).toContain(name);
      for (const label of labels) expect(labelsOf.get(name), alert).toContain(label);
    }
  }
});

test('no rule waits for a code that is never counted', async () => {
  const text = await new Metrics().text();
  for (const { expr } of rules) {
    for (const [, metric = '', code = ''] of expr.matchAll(
      /(signaling_socket_failures_total)\{code="([^"]*)"/g,
    )) {
      expect(text).toContain(`${metric}{code="${code}"}`);
    }
  }
});

test('"nearly full" is four fifths of what an instance takes unless it is told otherwise', () => {
  const read = readConfig({}, () => false);
  const limit = read.ok ? read.config.concurrentLimit : NaN;
  const { expr = '' } = rules.find(({ alert }) => alert === 'SignalingNearlyFull') ?? {};
  expect(Number(expr.split('>')[1])).toBe(limit * 0.8);
});

test('the manual has each alert, and the section that it leads to', () => {
  const manual = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
  const anchors = [...manual.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );
  for (const { alert, annotations } of rules) {
    const [file, anchor = ''] = annotations.runbook.split('#');
    expect(file).toBe('docs/operations.md');
    expect(anchors, alert).toContain(anchor);
    expect(manual).toContain(`| \`${alert}\` `);
  }
});

const promtool = spawnSync('promtool', ['--version']).status === 0;

test.skipIf(!promtool)(
  'the rules fire when they should: promtool, which is installed with Prometheus',
  () => {
    const { status, stdout, stderr } = spawnSync('promtool', ['test', 'rules', 'alerts.promtool.yml'], {
      cwd: here,
      encoding: 'utf8',
    });
    expect(status, stdout + stderr).toBe(0);
  },
);

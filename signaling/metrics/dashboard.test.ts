import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, test } from 'vitest';
import { Metrics } from './index.ts';

const SOURCE = '${datasource}';

const Box = v.object({ h: v.number(), w: v.number(), x: v.number(), y: v.number() });
const Source = v.object({ type: v.literal('prometheus'), uid: v.literal(SOURCE) });
const Target = v.object({ datasource: Source, expr: v.string(), refId: v.string() });
const Row = v.object({ type: v.literal('row'), id: v.number(), title: v.string(), gridPos: Box });
const Chart = v.object({
  type: v.picklist(['stat', 'timeseries']),
  id: v.number(),
  title: v.string(),
  gridPos: Box,
  datasource: Source,
  targets: v.pipe(v.array(Target), v.minLength(1)),
});

/** The part of Grafana's dashboard format (https://grafana.com/docs) that ours has to keep to. */
const Dashboard = v.object({
  title: v.string(),
  uid: v.string(),
  schemaVersion: v.number(),
  templating: v.object({ list: v.array(v.object({ name: v.string(), type: v.string() })) }),
  panels: v.array(v.variant('type', [Row, Chart])),
});

const file = readFileSync(new URL('../../infra/grafana/signaling.json', import.meta.url), 'utf8');
const dashboard = v.parse(Dashboard, JSON.parse(file));
const charts = dashboard.panels.filter((panel) => panel.type !== 'row');
const expressions = charts.flatMap(({ targets }) => targets.map(({ expr }) => expr));

/** The metrics that are on it, without what Prometheus appends to a histogram's name. */
const shown = new Set(
  expressions
    .flatMap((expr) => expr.match(/\bsignaling_\w+/g) ?? [])
    .map((name) => name.replace(/_(?:bucket|sum|count)$/, '')),
);

test('the dashboard asks for nothing that the service does not have', async () => {
  const text = await new Metrics().text();
  const there = new Set([...text.matchAll(/^# TYPE (\w+)/gm)].map(([, name]) => name));
  expect(expressions.every((expr) => expr.includes('signaling_'))).toBe(true);
  expect([...shown].filter((name) => !there.has(name))).toEqual([]);
});

test('everything that the service has of its own is on the dashboard', () => {
  const own = new Metrics().describe().map(({ name }) => name);
  expect(own.filter((name) => !shown.has(name))).toEqual([]);
});

test('counters are shown as rates, histograms as quantiles or rates', () => {
  const own = new Metrics().describe();
  const uses = (name: string) =>
    expressions.filter((expr) => new RegExp(`\\b${name}(?:_\\w+)?\\{`).test(expr));
  for (const { name } of own.filter(({ type }) => type !== 'gauge')) {
    for (const use of uses(name)) expect(use).toMatch(/\brate\(/);
  }
  for (const { name } of own.filter(({ type }) => type === 'histogram')) {
    expect(
      uses(`${name}_bucket`).filter((use) => use.startsWith('histogram_quantile(')),
      name,
    ).not.toEqual([]);
  }
});

test('labels that it asks for are those of the metrics', () => {
  const own = new Map(new Metrics().describe().map(({ name, labels }) => [name, labels.split(',')]));
  for (const expr of expressions) {
    const [, by = ''] = /by \(([^)]*)\)/.exec(expr) ?? [];
    const [name = ''] = /\bsignaling_\w+/.exec(expr) ?? [];
    const labels = own.get(name.replace(/_(?:bucket|sum|count)$/, '')) ?? [];
    const asked = by.split(',').map((label) => label.trim());
    expect(['', 'le', 'instance', ...labels], expr).toEqual(expect.arrayContaining(asked));
  }
});

test('Grafana can load it: a data source to choose, and panels that do not lie on each other', () => {
  const variables = dashboard.templating.list;
  expect(variables).toContainEqual({ name: 'datasource', type: 'datasource' });
  expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  const taken = new Set<string>();
  for (const { title, gridPos } of dashboard.panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
    for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
      for (let y = gridPos.y; y < gridPos.y + gridPos.h; y += 1) {
        expect(taken.has(`${x} ${y}`), title).toBe(false);
        taken.add(`${x} ${y}`);
      }
    }
  }
});

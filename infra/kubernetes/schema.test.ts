import { expect, test } from 'vitest';
import { problemsOf } from './schema.ts';

const service = (spec: object, others: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'a', labels: { anything: 'goes', 'x/y': 'z' } },
  spec,
  ...others,
});

test('a manifest as the schema wants it has no problems, whatever its labels are called', () => {
  expect(problemsOf(service({ ports: [{ port: 80, targetPort: 'http' }] }))).toEqual([]);
});

test('a field of the wrong type is told', () => {
  expect(problemsOf(service({ ports: [{ port: 'http' }] }))[0]).toMatch(/port.*integer/);
});

test('a field that is missing is told', () => {
  expect(problemsOf(service({ ports: [{ name: 'http' }] }))[0]).toMatch(/port/);
});

test('a field that the schema does not know is told, however deep it is', () => {
  expect(problemsOf(service({ ports: [{ port: 80, tagetPort: 8080 }] }))).toEqual([
    'v1 Service has no spec.ports[0].tagetPort',
  ]);
  expect(problemsOf(service({}, { spce: {} }))).toEqual(['v1 Service has no spce']);
});

test('a kind that nobody knows is told', () => {
  expect(problemsOf({ apiVersion: 'v2', kind: 'Service' })).toEqual(['no schema for v2 Service']);
});

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { describe, expect, test } from 'vitest';
import { readEnvFile } from '../compose/compose.ts';
import { problemWith } from '../testing/variables.ts';
import { BASE, manifestsIn, type NamedManifest, OVERLAY, readKustomization, render } from './manifests.ts';
import { type Manifest, problemsOf } from './schema.ts';

/** After the drain, for what waits for Redis (signaling/program.ts), s. */
const CLOSE_SECONDS = 3.5;

const base = [...manifestsIn(BASE).values()];
const kustomizations = [BASE, OVERLAY].map((folder) => ({ folder, ...readKustomization(folder) }));

/** The one manifest of a kind, once its schema has passed it. */
function only<Kind extends Manifest>(
  model: { is(manifest: unknown): manifest is Kind },
  from: readonly NamedManifest[] = base,
): Kind {
  const [manifest, ...others] = from.filter((each) => model.is(each));
  if (manifest === undefined || others.length > 0) throw new Error('there is not one of these');
  expect(problemsOf(manifest)).toEqual([]);
  return manifest;
}

const deployment = only(Deployment).spec;
const pod = deployment?.template.spec;
const [container] = pod?.containers ?? [];

describe.each([BASE, OVERLAY])('%s', (folder) => {
  const manifests = manifestsIn(folder);

  test('has manifests as the schemas of Kubernetes want them, each field of them', () => {
    for (const [file, manifest] of manifests) expect(problemsOf(manifest), file).toEqual([]);
  });

  test('names every file that is there, and none that is not', () => {
    const { resources, patches } = readKustomization(folder);
    const patched = patches.flatMap((patch) => ('path' in patch ? [patch.path] : []));
    const named = [...resources, ...patched];
    for (const path of named) expect(existsSync(join(folder, path)), path).toBe(true);
    expect(named.filter((path) => path.endsWith('.yaml')).toSorted()).toEqual(
      [...manifests.keys()].toSorted(),
    );
  });
});

test('what selects pods selects those of the Deployment', () => {
  const labels = deployment?.template.metadata?.labels;
  expect(labels).toEqual({ 'app.kubernetes.io/name': 'signaling' });
  const selectors = [
    deployment?.selector.matchLabels,
    only(Service).spec?.selector,
    only(PodDisruptionBudget).spec?.selector?.matchLabels,
    only(NetworkPolicy).spec?.podSelector?.matchLabels,
    ...(pod?.topologySpreadConstraints ?? []).map(({ labelSelector }) => labelSelector?.matchLabels),
  ];
  for (const selector of selectors) expect(selector).toEqual(labels);
  expect(only(HorizontalPodAutoscaler).spec?.scaleTargetRef).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    name: 'signaling',
  });
});

test('a request finds its way from the Ingress to the port that the service listens on', () => {
  const { rules = [] } = only(Ingress).spec ?? {};
  const backend = rules[0]?.http?.paths[0]?.backend.service;
  const { ports: [way] = [] } = only(Service).spec ?? {};
  expect(backend).toEqual({ name: 'signaling', port: { name: way?.name } });
  const port = container?.ports?.find(({ name }) => name === way?.targetPort);
  expect(container?.env).toContainEqual({ name: 'PORT', value: String(port?.containerPort) });
  const probed = ['startupProbe', 'readinessProbe', 'livenessProbe'] as const;
  expect(probed.map((probe) => container?.[probe]?.httpGet)).toEqual([
    { path: '/serving', port: port?.name },
    { path: '/serving', port: port?.name },
    { path: '/healthz', port: port?.name },
  ]);
});

test('the service knows every variable, and starts with them', () => {
  const own = (container?.env ?? []).map(({ name, value = '' }) => [name, value]);
  const secrets = readEnvFile(readFileSync(join(OVERLAY, 'secrets.env.example'), 'utf8'));
  const literals = kustomizations.map(({ configMapGenerator }) =>
    configMapGenerator.flatMap((generator) => generator.literals).join('\n'),
  );
  const [settings = '', theirs = ''] = literals;
  expect(problemWith(readEnvFile(settings))).toBe(null);
  const all = { ...Object.fromEntries(own), ...readEnvFile(settings), ...readEnvFile(theirs), ...secrets };
  expect(Object.keys(all)).toEqual(
    expect.arrayContaining(['PORT', 'REDIS_URL', 'REDIS_PASSWORD', 'TURN_URLS']),
  );
  expect(problemWith(all)).toBe(null);
});

test('there is time to let all clients go before a pod is killed', () => {
  const { configMapGenerator } = readKustomization(BASE);
  const settings = readEnvFile(configMapGenerator.flatMap(({ literals }) => literals).join('\n'));
  const drain = Number(settings['DRAIN_TIMEOUT_MS']) / 1000;
  const before = container?.lifecycle?.preStop?.sleep?.seconds ?? 0;
  expect(before).toBeGreaterThan(0);
  expect(before + drain + CLOSE_SECONDS).toBeLessThan(pod?.terminationGracePeriodSeconds ?? 0);
});

test('a pod may do as little as Kubernetes can see to', () => {
  expect(pod).toMatchObject({
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  expect(container?.securityContext).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  });
});

test('what kubectl makes of the overlay is as the schemas want it, and names what is in it', ({ skip }) => {
  const rendered = render();
  if (rendered === null) return skip('kubectl is not installed: its kustomize is not tried');
  for (const manifest of rendered) expect(problemsOf(manifest), manifest.kind).toEqual([]);
  expect(rendered.map(({ kind }) => kind).toSorted()).toEqual(
    [...base.map(({ kind }) => kind), 'ConfigMap', 'Namespace', 'Secret'].toSorted(),
  );
  const made = only(Deployment, rendered).spec;
  expect(made?.replicas).toBeUndefined();
  const [{ image, envFrom = [] } = {}] = made?.template.spec?.containers ?? [];
  expect(image).toMatch(/^[\w./-]+:[\w.-]+$/);
  const named = [only(ConfigMap, rendered), only(Secret, rendered)].map(({ metadata }) => metadata?.name);
  expect(envFrom.map((from) => from.configMapRef?.name ?? from.secretRef?.name)).toEqual(named);
  // With a sum of the content, so that pods are replaced when it changes.
  for (const name of named) expect(name).toMatch(/^signaling-\w{10}$/);
});

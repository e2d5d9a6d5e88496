/** Checks a manifest by Kubernetes' own schemas (OpenAPI, by way of kubernetes-models). */
import { validate as Deployment } from 'kubernetes-models/_schemas/IoK8sApiAppsV1Deployment';
import { validate as HorizontalPodAutoscaler } from 'kubernetes-models/_schemas/IoK8sApiAutoscalingV2HorizontalPodAutoscaler';
import { validate as ConfigMap } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ConfigMap';
import { validate as Namespace } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Namespace';
import { validate as Secret } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Secret';
import { validate as Service } from 'kubernetes-models/_schemas/IoK8sApiCoreV1Service';
import { validate as ServiceAccount } from 'kubernetes-models/_schemas/IoK8sApiCoreV1ServiceAccount';
import { validate as Ingress } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1Ingress';
import { validate as NetworkPolicy } from 'kubernetes-models/_schemas/IoK8sApiNetworkingV1NetworkPolicy';
import { validate as PodDisruptionBudget } from 'kubernetes-models/_schemas/IoK8sApiPolicyV1PodDisruptionBudget';

type Validate = ((data: unknown) => boolean) & { readonly errors?: unknown };

const SCHEMAS: Readonly<Record<string, Validate>> = {
  'apps/v1 Deployment': Deployment,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'networking.k8s.io/v1 Ingress': Ingress,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 Secret': Secret,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
};

export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

/** @returns what is wrong with it; empty: nothing */
export function problemsOf(manifest: Manifest): readonly string[] {
  const name = `${manifest.apiVersion} ${manifest.kind}`;
  const validate = SCHEMAS[name];
  if (validate === undefined) return [`no schema for ${name}`];
  const unread = new Set<string>();
  if (!validate(watched(manifest, '', unread))) return [JSON.stringify(validate.errors)];
  return [...unread].map((path) => `${name} has no ${path.slice(1)}`);
}

/**
 * The schemas let any other field pass, as the API of a cluster would drop it, without a word. But they are compiled
 * to code that looks at every field that they know: what nobody looked at is unknown.
 */
function watched(value: unknown, path: string, unread: Set<string>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = new Map<PropertyKey, { readonly path: string; readonly value: unknown }>();
  for (const [key, field] of Object.entries(value)) {
    const at = Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`;
    unread.add(at);
    fields.set(key, { path: at, value: watched(field, at, unread) });
  }
  return new Proxy(value, {
    get(target, key, receiver) {
      const field = fields.get(key);
      if (field === undefined) return Reflect.get(target, key, receiver);
      unread.delete(field.path);
      return field.value;
    },
  });
}

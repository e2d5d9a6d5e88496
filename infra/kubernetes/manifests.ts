/** The manifests of this folder, and what `kubectl apply -k` would make of them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as v from 'valibot';
import { parse, parseAllDocuments } from 'yaml';
import { guardFolder } from '../../signaling/testing/processes-left.ts';
import type { Manifest } from './schema.ts';

export const BASE = fileURLToPath(new URL('base', import.meta.url));
export const OVERLAY = fileURLToPath(new URL('overlays/production', import.meta.url));

const Generator = v.strictObject({
  name: v.string(),
  behavior: v.optional(v.literal('merge')),
  literals: v.optional(v.array(v.string()), []),
  envs: v.optional(v.array(v.string()), []),
});

/** Kustomize, kustomize.config.k8s.io/v1beta1, as far as it is used here. */
const Kustomization = v.strictObject({
  apiVersion: v.literal('kustomize.config.k8s.io/v1beta1'),
  kind: v.literal('Kustomization'),
  namespace: v.optional(v.string()),
  resources: v.array(v.string()),
  images: v.optional(
    v.array(v.strictObject({ name: v.string(), newName: v.string(), newTag: v.string() })),
    [],
  ),
  configMapGenerator: v.array(Generator),
  secretGenerator: v.optional(v.array(Generator), []),
  patches: v.optional(
    v.array(
      v.union([
        v.strictObject({ path: v.string() }),
        v.strictObject({
          target: v.strictObject({ kind: v.string(), name: v.string() }),
          patch: v.string(),
        }),
      ]),
    ),
    [],
  ),
});

export type Kustomization = v.InferOutput<typeof Kustomization>;

export function readKustomization(folder: string): Kustomization {
  return v.parse(Kustomization, parse(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')));
}

const Named = v.looseObject({
  apiVersion: v.string(),
  kind: v.string(),
  metadata: v.looseObject({ name: v.string() }),
});

export type NamedManifest = Manifest & v.InferOutput<typeof Named>;

export function readManifests(text: string): readonly NamedManifest[] {
  return parseAllDocuments(text).map((document) => v.parse(Named, document.toJS()));
}

/** Every manifest of a folder, by its file. */
export function manifestsIn(folder: string): ReadonlyMap<string, NamedManifest> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'kustomization.yaml');
  return new Map(
    files.map((name) => {
      const [manifest, ...others] = readManifests(readFileSync(join(folder, name), 'utf8'));
      if (manifest === undefined || others.length > 0) throw new Error(`${name} is not one manifest`);
      return [name, manifest];
    }),
  );
}

/** @returns `null` where there is no kubectl */
export function render(): readonly NamedManifest[] | null {
  if (spawnSync('kubectl', ['version', '--client']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'kubernetes-'));
  guardFolder(folder);
  cpSync(fileURLToPath(new URL('.', import.meta.url)), folder, { recursive: true });
  const overlay = join(folder, 'overlays/production');
  copyFileSync(join(overlay, 'secrets.env.example'), join(overlay, 'secrets.env'));
  const { status, stdout, stderr } = spawnSync('kubectl', ['kustomize', overlay], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return readManifests(stdout);
}

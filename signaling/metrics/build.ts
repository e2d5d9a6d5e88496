import { readFileSync } from 'node:fs';
import * as v from 'valibot';

const Manifest = v.object({ version: v.string() });

/** What runs here, as the labels of a metric that is always 1. */
export function buildInfo(): { readonly version: string; readonly node: string } {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return { version: v.parse(Manifest, manifest).version, node: process.version };
}

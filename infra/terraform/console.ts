/** Asks the real Terraform what an expression of a module comes to: no provider, no state, no network. */
import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** Longest wait for an answer, ms: a second on an idle machine. */
const TIMEOUT_MS = 60_000;

/** Tests that need it are skipped without it, and say so in their names. */
export const hasTerraform = spawnSync('terraform', ['version'], { timeout: TIMEOUT_MS }).status === 0;

export interface Scope {
  /** Paths of `.tf` files in whose presence it is evaluated: they may hold variables and locals, no resources. */
  readonly files?: readonly string[];
  /** What their variables are given. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/**
 * @param expression on one line, for instance `local.headers`
 * @returns its value, as JSON would hold it
 * @throws when Terraform cannot evaluate it
 */
export function evaluate(expression: string, { files = [], variables = {} }: Scope = {}): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  try {
    for (const file of files) copyFileSync(file, join(folder, basename(file)));
    writeFileSync(join(folder, 'terraform.tfvars.json'), JSON.stringify(variables));
    // Base64, since the console would print a string with escapes of its own.
    const printed = execFileSync('terraform', [`-chdir=${folder}`, 'console'], {
      input: `base64encode(jsonencode(${expression}))\n`,
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: TIMEOUT_MS,
    });
    // Warnings about the settings of this machine's Terraform may stand before it.
    const value = /"([\w+/=]+)"\s*$/.exec(printed)?.[1];
    if (value === undefined) throw new Error(`terraform console answers ${printed}`);
    return JSON.parse(Buffer.from(value, 'base64').toString());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `templatefile`, with variables that JSON can hold. */
export function renderTemplate(path: string, variables: Readonly<Record<string, unknown>>): string {
  // JSON is an expression, except for what a string of Terraform would take for a part to be filled in.
  const values = JSON.stringify(variables).replaceAll('${', '$${').replaceAll('%{', '%%{');
  return String(evaluate(`templatefile(${JSON.stringify(path)}, ${values})`));
}

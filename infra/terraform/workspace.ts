/** Terraform in a copy of `infra/`, so that no lock file, no state and no plugin lands in the tree. */
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const INFRA = fileURLToPath(new URL('..', import.meta.url));

/** Schemas of the providers that answer without a network, when they lie beside the repository. */
const OFFLINE = join(INFRA, '../../shared/terraform-offline/bin/tf-fake.mjs');

/** `real`: downloaded from the registry, but never asked about an account: tests mock what it would answer. */
export const PROVIDER =
  process.env['TERRAFORM_PROVIDER'] !== 'real' && existsSync(OFFLINE) ? 'offline' : 'real';

/** Why nothing of this can run here; `null`: it can. */
export const MISSING =
  spawnSync('terraform', ['version']).status === 0
    ? null
    : 'terraform is not installed here: infra/ was not checked. The workflow on GitHub does it.';

/** So many at a time: each loads a schema of a thousand resource types, and other tests want to run, too. */
const AT_A_TIME = 2;

/** ms; no command takes a tenth of it, downloads aside. */
const PATIENCE = 10 * 60_000;

export interface Outcome {
  readonly ok: boolean;
  /** Standard output and standard error, without colours. */
  readonly text: string;
}

export interface Workspace {
  /** Where the copy of `infra/` is. */
  readonly path: string;
  /** Runs terraform in a folder of the copy, after `init` if that is the first time. */
  run: (folder: string, ...args: readonly string[]) => Promise<Outcome>;
  remove: () => void;
}

/** @param as provider versions to be served as well where the offline ones are used, such as `google=7.12.0` */
export function openWorkspace(as: readonly string[] = []): Workspace {
  const root = mkdtempSync(join(tmpdir(), 'infra-'));
  const path = join(root, 'infra');
  cpSync(INFRA, path, { recursive: true, filter: (file) => !LEFT_OUT.has(basename(file)) });
  // A file named so replaces the backend: there is no bucket here.
  writeFileSync(join(path, 'local_override.tf'), 'terraform {\n  backend "local" {}\n}\n');
  const environment = { ...process.env, ...settings(root, as) };
  const limit = limiter(AT_A_TIME);
  const ready = new Map<string, Promise<Outcome>>();
  // One after the other: they share a cache of plugins, which is not made for more.
  let initialized: Promise<unknown> = Promise.resolve();

  const terraform = async (folder: string, args: readonly string[]): Promise<Outcome> =>
    limit(async () => execute(join(path, folder), args, environment));

  async function init(folder: string): Promise<Outcome> {
    const before = initialized;
    const outcome = before.then(async () => terraform(folder, ['init', '-input=false', '-no-color']));
    initialized = outcome;
    return outcome;
  }

  return {
    path,
    run: async (folder, ...args) => {
      const known = ready.get(folder) ?? init(folder);
      ready.set(folder, known);
      const outcome = await known;
      return outcome.ok ? terraform(folder, args) : outcome;
    },
    remove: () => {
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** Modules that have tests of their own, such as `modules/redis`. */
export function modulesWithTests(): readonly string[] {
  const modules = readdirSync(join(INFRA, 'modules')).map((name) => `modules/${name}`);
  return modules.filter((folder) => {
    const tests = join(INFRA, folder, 'tests');
    return existsSync(tests) && readdirSync(tests).some((file) => file.endsWith('.tftest.hcl'));
  });
}

const LEFT_OUT = new Set([
  '.terraform',
  '.terraform.lock.hcl',
  'terraform.tfstate',
  'terraform.tfstate.backup',
]);

function settings(root: string, as: readonly string[]): Record<string, string> {
  // Loading schemas is mostly garbage collection: less of it takes a fifth off the time.
  const always = { CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_INPUT: '0', GOGC: '400' };
  if (PROVIDER === 'real') {
    const cache = process.env['TF_PLUGIN_CACHE_DIR'] ?? join(root, 'plugins');
    mkdirSync(cache, { recursive: true });
    return { ...always, TF_PLUGIN_CACHE_DIR: cache };
  }
  const mirror = join(root, 'mirror');
  const versions = as.flatMap((version) => ['--as', version]);
  const setup = spawnSync(process.execPath, [OFFLINE, 'setup', ...versions], {
    env: { ...process.env, TF_FAKE_CACHE: mirror },
    encoding: 'utf8',
  });
  if (setup.status !== 0) throw new Error(`the offline providers were not set up: ${setup.stderr}`);
  return { ...always, TF_CLI_CONFIG_FILE: join(mirror, 'tf-fake.tfrc') };
}

async function execute(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { cwd, env, timeout: PATIENCE, maxBuffer: 256 * 1024 * 1024 };
    execFile('terraform', args, options, (error, stdout, stderr) => {
      resolve({ ok: error === null, text: stdout + stderr });
    });
  });
}

function limiter(most: number): <Value>(job: () => Promise<Value>) => Promise<Value> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (job) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    running += 1;
    try {
      return await job();
    } finally {
      running -= 1;
      waiting.shift()?.();
    }
  };
}

/**
 * A machine for the start script: folders in the place of `/etc`, `/run` and `/usr/local`, and programs that only note
 * their arguments in the place of those that would change this computer. All else of the script is run as it is.
 */
import { execFile, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { guardFolder } from '../../../../signaling/testing/processes-left.ts';
import { hasTerraform } from '../../../terraform/console.ts';

/** What the start script is made with and what it calls; tests of it are skipped without, and say so in their names. */
export const canRunScript =
  hasTerraform && ['curl', 'jq'].every((program) => spawnSync(program, ['--version']).error === undefined);

/** Longest run of a script, ms. */
const TIMEOUT_MS = 60_000;

const STAND_INS = {
  'apt-get': 'echo "apt-get $*" >>"$CALLS"',
  systemctl: 'echo "systemctl $*" >>"$CALLS"',
  // It only waits for what is tried again.
  sleep: 'true',
  // The owner is for root to set, and not there without the package.
  install: `
args=()
while [[ $# -gt 0 ]]; do
  case $1 in -o | -g) shift 2 ;; *) args+=("$1") && shift ;; esac
done
exec /usr/bin/install "\${args[@]}"`,
};

export interface Run {
  readonly code: number;
  /** Standard output and standard error. */
  readonly printed: string;
}

export interface Machine {
  /** Where a path of the machine is on this computer. */
  at(path: string): string;
  read(path: string): Promise<string>;
  /** Runs a script with these variables. Paths and addresses in it are made those of this machine before. */
  run(script: string, env?: Readonly<Record<string, string>>): Promise<Run>;
  /** Calls of `apt-get` and `systemctl` so far, in order. */
  calls(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** @param google the base of what answers in the place of Google's services */
export async function createMachine(google: string): Promise<Machine> {
  const root = await mkdtemp(join(tmpdir(), 'machine-'));
  guardFolder(root);
  const programs = join(root, 'programs');
  const callsFile = join(root, 'calls');
  for (const path of ['programs', 'etc/apt/apt.conf.d', 'etc/systemd/system', 'run', 'usr/local/sbin']) {
    await mkdir(join(root, path), { recursive: true });
  }
  await writeFile(callsFile, '');
  for (const [name, body] of Object.entries(STAND_INS)) {
    await writeFile(join(programs, name), `#!/bin/bash\n${body}\n`);
    await chmod(join(programs, name), 0o755);
  }
  const localize = (text: string): string =>
    text
      .replaceAll(/(?<![\w./])\/(?=(?:etc|run|usr\/local)\/)/g, `${root}/`)
      .replaceAll(/https?:\/\/[a-z]+(?:\.google\.internal|\.googleapis\.com)/g, google);
  const path = `${programs}${delimiter}${process.env['PATH'] ?? ''}`;
  return {
    at: (file) => join(root, file),
    read: (file) => readFile(join(root, file), 'utf8'),
    calls: async () => (await readFile(callsFile, 'utf8')).split('\n').filter((line) => line !== ''),
    run: (script, env = {}) =>
      new Promise((resolve) => {
        const options = { env: { PATH: path, CALLS: callsFile, ...env }, timeout: TIMEOUT_MS };
        execFile('bash', ['--norc', '-c', localize(script)], options, (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
          resolve({ code, printed: stdout + stderr });
        });
      }),
    stop: () => rm(root, { recursive: true, force: true }),
  };
}

/** A run that is broken off, however it ends, leaves nothing behind: not even one that is killed itself. */
import { type ChildProcess, spawn, type SpawnOptions } from 'node:child_process';
import { Socket } from 'node:net';

/**
 * Reads `+ PID`, `- PID` and `folder PATH` until this process is gone, in whatever way, and its end of the pipe is
 * closed; then kills whoever was not taken back, and removes the folders.
 */
const GUARD = `
pids=' '
while read -r word rest; do
  case "$word" in
    +) pids="$pids$rest " ;;
    -) pids="\${pids% $rest *} \${pids#* $rest }" ;;
    folder) set -- "$@" "$rest" ;;
  esac
done
kill -9 $pids
rm -rf "$@"
`;

let guard: ChildProcess | undefined;

/** Starts a program that does not outlive this process. */
export function spawnGuarded(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'cwd' | 'env' | 'gid' | 'uid'> = {},
): ChildProcess {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  if (child.pid === undefined) return child;
  tell(`+ ${child.pid}`);
  child.once('exit', () => tell(`- ${child.pid}`));
  return child;
}

/** A folder that does not outlive this process either. */
export function guardFolder(path: string): void {
  tell(`folder ${path}`);
}

function tell(line: string): void {
  guard ??= startGuard();
  guard.stdin?.write(`${line}\n`);
}

function startGuard(): ChildProcess {
  // In a group of its own: Ctrl+C in a terminal must not end it before the rest.
  const started = spawn('/bin/sh', ['-c', GUARD], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  // It waits for this process, and not the other way round.
  started.unref();
  if (started.stdin instanceof Socket) started.stdin.unref();
  return started;
}

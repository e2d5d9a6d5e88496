/**
 * An instance in a process of its own, for tests that stop it: `node instance-program.ts <url> <lease in ms> <id>...`.
 * It claims the ids for the owner `o`, tells its parent what happens to them, and sends what its parent gives it.
 */
import { openInstance } from './on-redis.ts';
import { envelope, RecordingLink } from './subject.ts';

export type Report =
  | { readonly kind: 'ready' | 'replaced'; readonly id: string }
  | { readonly kind: 'received'; readonly id: string; readonly frame: string };

/** A message from the first of its ids. */
export interface Order {
  readonly to: string;
  readonly frame: string;
}

function report(what: Report): void {
  process.send?.(what);
}

class ReportingLink extends RecordingLink {
  readonly #id: string;

  constructor(id: string) {
    super();
    this.#id = id;
  }

  override receive(message: Parameters<RecordingLink['receive']>[0]): boolean {
    const taken = super.receive(message);
    report({ kind: 'received', id: this.#id, frame: this.frames.at(-1) ?? '' });
    return taken;
  }

  override replaced(): void {
    super.replaced();
    report({ kind: 'replaced', id: this.#id });
  }
}

const [url = '', leaseMs = '', ...ids] = process.argv.slice(2);
const { realm } = await openInstance([url], { leaseMs: Number(leaseMs), instance: 'of-its-own' });
for (const id of ids) {
  await realm.claim(id, 'o', new ReportingLink(id));
  report({ kind: 'ready', id });
}
process.on('message', ({ to, frame }: Order) => realm.send(envelope(ids[0] ?? '', to, frame), 'hold'));

/** One side of a line, whose peer is the test. */
import { vi } from 'vitest';
import { createLine, type Line, type LineHandlers, REDIAL_BACKOFF } from '../line.ts';
import { type MemoryChannel, memoryLinks } from '../memory.ts';

export interface Side {
  readonly line: Line;
  /** What the owner was told, but for `changed`. */
  readonly told: string[];
  readonly dialled: MemoryChannel[];
  /** A call of the peer; this side has the end 1. */
  call(): MemoryChannel;
  isOnline: boolean;
}

interface Options {
  readonly firstMeeting?: boolean;
  readonly isOnline?: boolean;
  readonly on?: Partial<LineHandlers>;
}

/** No jitter: the waits are 500 ms, 1 s, 2 s, 4 s, 8 s, 15 s. */
function side(self: 'ann' | 'bob', { firstMeeting = false, isOnline = true, on = {} }: Options = {}): Side {
  const peer = self === 'ann' ? 'bob' : 'ann';
  const told: string[] = [];
  const dialled: MemoryChannel[] = [];
  const made = { told, dialled, isOnline };
  const line = createLine(
    {
      self,
      peer,
      firstMeeting,
      backoff: REDIAL_BACKOFF,
      random: () => 0,
      now: () => performance.now(),
      dial() {
        if (!made.isOnline) return null;
        const channel = memoryLinks(self, peer);
        dialled.push(channel);
        return channel.ends[0];
      },
    },
    {
      opened: () => void told.push('opened'),
      text: (text) => void told.push(text),
      closed: () => void told.push('closed'),
      revived: () => void told.push('revived'),
      changed: () => undefined,
      ...on,
    },
  );
  return Object.assign(made, {
    line,
    call() {
      const channel = memoryLinks(peer, self);
      line.incoming(channel.ends[1]);
      return channel;
    },
  });
}

export const wait = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
export const ann = (options?: Options): Side => side('ann', options);
export const bob = (options?: Options): Side => side('bob', options);

/** The other side's end of a link: what it gets, `closed` last. */
export function other(channel: MemoryChannel, end: 0 | 1): string[] {
  const got: string[] = [];
  channel.ends[end].listen({
    stage: () => undefined,
    open: () => got.push('open'),
    text: (text) => got.push(text),
    closed: () => got.push('closed'),
    revived: () => got.push('revived'),
    path: () => undefined,
  });
  return got;
}

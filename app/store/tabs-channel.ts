/** What the tabs of one browser say to each other. */
import * as v from 'valibot';

/** Only tabs of the same origin are heard, but one of them may run another build. */
const Message = v.variant('type', [
  /** Who sits on that seat? Answered at once by a tab that does: silence means gone or suspended. */
  v.object({ type: v.literal('who'), seat: v.string() }),
  /** Said when asked, when sitting down, and when the ID has changed. `id`: null while there is none, or it is not kept */
  v.object({ type: v.literal('held'), seat: v.string(), id: v.nullable(v.string()) }),
  /** The tab that sat there is gone. */
  v.object({ type: v.literal('free'), seat: v.string() }),
  /** The person wants the seat in another tab. */
  v.object({ type: v.literal('yield'), seat: v.string() }),
]);
export type TabMessage = v.InferOutput<typeof Message>;

/** A `BroadcastChannel`: each message reaches every other tab, and never the one that posted it. */
export interface Channel {
  post(message: TabMessage): void;
  onMessage(heard: (data: unknown) => void): void;
}

export function listen(channel: Channel, heard: (message: TabMessage) => void): void {
  channel.onMessage((data) => {
    const parsed = v.safeParse(Message, data);
    if (parsed.success) heard(parsed.output);
  });
}

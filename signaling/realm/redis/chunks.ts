/** So many commands are on their way at once: enough to hide the way there and back, few enough to time out never. */
const CHUNK = 200;

/** Does the same for many, some at a time. Rejects once one does, and begins no more then. */
export async function inChunks<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < items.length; at += CHUNK) {
    await Promise.all(items.slice(at, at + CHUNK).map(work));
  }
}

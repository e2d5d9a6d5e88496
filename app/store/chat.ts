/** The chat of the lobby: what is said there, by whom, and whom this player does not want to hear. */
import * as v from 'valibot';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { type ChatMessage, ChatText, isPeerId, LOBBY } from '../../signaling/protocol/index.ts';
import type { LobbyClient } from '../net/index.ts';
import { type ChatLine, lineOf, type SaidLine, withHistory, withPresence, withSaid } from './chat-log.ts';
import { type RandomBytes, randomHex } from './random.ts';
import { type KeyValue, read, write } from './storage.ts';

export interface ChatState {
  /** Everything, oldest first; what muted players said is among it. */
  readonly lines: readonly ChatLine[];
  /** IDs of the players whose messages are not shown. */
  readonly muted: readonly string[];
  /** The newest message that somebody else said while this player was there; not those of the history, nor muted ones. */
  readonly heard: SaidLine | null;
  /** Messages that nobody has looked at yet. */
  readonly unread: number;
  /** Whether the panel is open, as the person last chose; null: it is for the screen to say. */
  readonly open: boolean | null;
  /** False when the text cannot be sent as it is: empty, too long, or with characters that are no plain text. */
  say(text: string): boolean;
  /** Sends what has failed once more. */
  retry(key: string): void;
  discard(key: string): void;
  mute(id: string): void;
  unmute(id: string): void;
  setOpen(open: boolean): void;
  /** Whether somebody looks at the messages. */
  watch(isWatched: boolean): void;
}
export type ChatStore = StoreApi<ChatState>;

/** Most players that are remembered as muted; one more takes the place of the first. */
export const MUTED_MAX = 200;

const KEY = 'chat';
const Settings = v.object({
  open: v.fallback(v.nullable(v.boolean()), null),
  muted: v.fallback(v.pipe(v.array(v.pipe(v.string(), v.check(isPeerId))), v.maxLength(MUTED_MAX)), []),
});

export interface ChatDeps {
  readonly request: LobbyClient['request'];
  readonly settings: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Epoch ms. */
  readonly now: () => number;
  readonly self: () => string | null;
  readonly name: () => string | null;
}

export interface Chat {
  readonly store: ChatStore;
  heard(message: ChatMessage): void;
  /** What was said before this player came, or while the service was away. */
  history(messages: readonly ChatMessage[]): void;
  presence(joined: readonly string[], left: readonly string[]): void;
}

export function createChat(deps: ChatDeps): Chat {
  const { open = null, muted = [] } = read(deps.settings, KEY, Settings) ?? {};
  let isWatched = false;
  /** What the first history holds was said to others. */
  let hasHistory = false;

  const store: ChatStore = createStore((set) => ({
    lines: [],
    muted,
    heard: null,
    unread: 0,
    open,
    say(text) {
      const from = deps.self();
      const parsed = v.safeParse(ChatText, text);
      if (!parsed.success || from === null) return false;
      const id = randomHex(deps.randomBytes, 8);
      const name = deps.name();
      const message = { from, id, text: parsed.output, at: deps.now(), ...(name !== null && { name }) };
      void send(lineOf(message, from));
      return true;
    },
    retry(key) {
      const line = findSaid(key);
      if (line?.state === 'failed') void send(line);
    },
    discard: (key) => set({ lines: lines().filter((line) => line.key !== key) }),
    mute(id) {
      set({ muted: [...store.getState().muted.filter((other) => other !== id), id].slice(-MUTED_MAX) });
      remember();
    },
    unmute(id) {
      set({ muted: store.getState().muted.filter((other) => other !== id) });
      remember();
    },
    setOpen(next) {
      set({ open: next });
      remember();
    },
    watch(next) {
      isWatched = next;
      if (next) set({ unread: 0 });
    },
  }));

  const lines = (): readonly ChatLine[] => store.getState().lines;

  function findSaid(key: string): SaidLine | undefined {
    return lines().find((line): line is SaidLine => line.kind === 'said' && line.key === key);
  }

  function remember(): void {
    const state = store.getState();
    write(deps.settings, KEY, { open: state.open, muted: state.muted });
  }

  async function send(line: SaidLine): Promise<void> {
    const { id, text, key } = line;
    store.setState({ lines: withSaid(lines(), { ...line, state: 'sending', failure: null }) });
    const outcome = await deps.request((mid) => ({ type: 'CHAT', payload: { mid, room: LOBBY, id, text } }));
    // It may have come back as a message meanwhile: then it was sent, whatever became of the answer.
    const now = findSaid(key);
    if (now?.state !== 'sending') return;
    const result: Partial<SaidLine> =
      outcome === 'ack' ? { state: 'sent' } : { state: 'failed', failure: outcome };
    store.setState({ lines: withSaid(lines(), { ...now, ...result }) });
  }

  /** What this player has not heard before, and wants to. */
  function newOf(messages: readonly SaidLine[]): readonly SaidLine[] {
    const { muted: unheard } = store.getState();
    return messages.filter(
      ({ key, own, from }) => !own && !unheard.includes(from) && findSaid(key) === undefined,
    );
  }

  function count(messages: readonly SaidLine[]): void {
    if (!isWatched) store.setState({ unread: store.getState().unread + messages.length });
  }

  return {
    store,
    heard(message) {
      const line = lineOf(message, deps.self());
      const fresh = newOf([line]);
      store.setState({ lines: withSaid(lines(), line), heard: fresh[0] ?? store.getState().heard });
      count(fresh);
    },
    history(messages) {
      const told = messages.map((message) => lineOf(message, deps.self()));
      if (hasHistory) count(newOf(told));
      hasHistory = true;
      store.setState({ lines: withHistory(lines(), told) });
    },
    presence(joined, left) {
      store.setState({ lines: withPresence(lines(), joined, left) });
    },
  };
}

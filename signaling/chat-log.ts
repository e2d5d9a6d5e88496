import * as v from 'valibot';
import { noticeFrame } from './frames.ts';
import { type ChatMessage, HISTORY_MAX, ServerNotice } from './protocol/index.ts';
import type { Frame, RoomMessage } from './realm/index.ts';

/** What was said in a room lately, as far as this instance knows. */
export class ChatLog {
  readonly #room: string;
  #messages: ChatMessage[] = [];
  /** Written when the next newcomer asks for it. */
  #frame: string | null = null;

  constructor(room: string) {
    this.#room = room;
  }

  /** Everything as a newcomer is told it. */
  get frame(): string {
    this.#frame ??= noticeFrame({
      type: 'HISTORY',
      payload: { room: this.#room, messages: this.#messages },
    });
    return this.#frame;
  }

  has(from: string, id: string): boolean {
    return this.#messages.some((message) => message.from === from && message.id === id);
  }

  /** @returns whether it is new: a history and what is said meanwhile overlap, and clients say things again */
  add({ frame }: RoomMessage): boolean {
    const message = readChat(frame);
    if (!this.#isNew(message)) return false;
    this.#messages.push(message);
    if (this.#messages.length > HISTORY_MAX) this.#messages.shift();
    this.#frame = null;
    return true;
  }

  /**
   * What the realm remembers goes before what was heard since.
   *
   * @returns what was not known
   */
  merge(history: readonly RoomMessage[]): readonly RoomMessage[] {
    const heard = this.#messages;
    const news = history.filter(({ frame }) => this.#isNew(readChat(frame)));
    this.#messages = [];
    this.#frame = null;
    for (const message of history) this.add(message);
    for (const message of heard) if (!this.has(message.from, message.id)) this.#messages.push(message);
    this.#messages = this.#messages.slice(-HISTORY_MAX);
    return news;
  }

  #isNew(message: ChatMessage | null): message is ChatMessage {
    return message !== null && !this.has(message.from, message.id);
  }
}

/** `null`: what another instance of another version said is not understood here. */
function readChat(frame: Frame): ChatMessage | null {
  const text = typeof frame === 'string' ? frame : Buffer.from(frame).toString();
  const read = v.safeParse(ServerNotice, parseJson(text));
  if (!read.success || read.output.type !== 'CHAT') return null;
  const { room: _room, ...message } = read.output.payload;
  return message;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

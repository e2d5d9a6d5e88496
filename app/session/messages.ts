/**
 * What two peers send each other: one JSON text per frame.
 *
 * `hello`, `ping`, `pong`, `ack` and `page` stand alone. Everything else is a message on the reliable stream (`stream.ts`)
 * and has a `seq`. Every frame but `hello` says in `ack` up to which `seq` its sender has handled the other's.
 */
import * as v from 'valibot';
import { ok, refuse, type Result } from '../game/index.ts';
import { DISPUTES, FATAL_REFUSALS } from './codes.ts';
import { TossMemory } from './toss.ts';

/** Version of this protocol. Two sides with different ones cannot play. */
export const PROTOCOL = 2;

/** Longest frame, in UTF-16 code units. The longest that we send is below 1,000. */
export const FRAME_MAX_LENGTH = 2048;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const Seq = v.pipe(v.number(), v.safeInteger(), v.minValue(1));
/** A number of plies, or the index of one. */
const Ply = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(81));
const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const ShortHash = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const Code = v.pipe(v.string(), v.regex(/^[a-z]{1,16}\/[a-z-]{1,32}$/));
const Label = v.pipe(v.string(), v.regex(/^[\w.+-]{1,64}$/));

/** How far a game is. `plays`: the sender's marks. `before`: the head before the last ply; null when there is none. */
const GameStanding = v.strictObject({
  id: ShortHash,
  number: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  plays: v.picklist(['X', 'O']),
  ply: Ply,
  head: Hash,
  before: v.nullable(Hash),
});
export type GameStanding = v.InferOutput<typeof GameStanding>;

/**
 * How far a session is for its sender. `peer`: the nonce of the other side, null until heard. `sent` and `heard`: numbers of
 * the last message said and handled; `from`: of the first one said that is kept.
 */
const Standing = v.strictObject({
  peer: v.nullable(ShortHash),
  sent: Count,
  heard: Count,
  from: Seq,
  game: v.nullable(GameStanding),
});
export type Standing = v.InferOutput<typeof Standing>;

/** Whether a text can be the name of a build in a hello. */
export function isLabel(text: string): boolean {
  return v.is(Label, text);
}

/** Unknown fields are ignored here, and here alone: this is where later capabilities announce themselves. */
const Hello = v.object({
  t: v.literal('hello'),
  protocol: v.literal(PROTOCOL),
  build: Label,
  caps: v.pipe(v.array(Label), v.maxLength(16)),
  nonce: ShortHash,
  toss: v.nullable(TossMemory),
  standing: Standing,
  /** The sender has found before that the two cannot go on. */
  dispute: v.nullable(v.picklist(DISPUTES)),
});
export type Hello = v.InferOutput<typeof Hello>;

/** What can be read of a hello of any version, for ever. */
const AnyHello = v.object({ t: v.literal('hello'), protocol: Count });

const signal = <const Type extends string, const Entries extends v.ObjectEntries>(
  t: Type,
  entries: Entries,
) => v.strictObject({ t: v.literal(t), ack: Count, ...entries });

const message = <const Type extends string, const Entries extends v.ObjectEntries>(
  t: Type,
  entries: Entries,
) => v.strictObject({ t: v.literal(t), seq: Seq, ack: Count, ...entries });

const SIGNALS = {
  ping: signal('ping', { n: Count }),
  pong: signal('pong', { n: Count }),
  ack: signal('ack', {}),
  /** What becomes of the sender's page. `closing`: it is closed, reloaded or left, and may come back. */
  page: signal('page', { state: v.picklist(['hidden', 'visible', 'closing']) }),
};

const MESSAGES = {
  commit: message('commit', { hash: Hash }),
  reveal: message('reveal', { secret: Hash }),
  /** `ply`: its index, from 0. `move`: two digits, board and cell. `head`: of the chain after this move. */
  ply: message('ply', {
    game: ShortHash,
    ply: Ply,
    move: v.pipe(v.string(), v.regex(/^[0-8]{2}$/)),
    head: Hash,
  }),
  /** In these `ply` is the length of the log: of the sender, or when the offer in question was made. */
  resign: message('resign', { game: ShortHash, ply: Ply }),
  'draw-offer': message('draw-offer', { game: ShortHash, ply: Ply }),
  'draw-accept': message('draw-accept', { game: ShortHash, ply: Ply }),
  'draw-decline': message('draw-decline', { game: ShortHash, ply: Ply }),
  'rematch-offer': message('rematch-offer', { game: ShortHash }),
  'rematch-accept': message('rematch-accept', { game: ShortHash }),
  'rematch-decline': message('rematch-decline', { game: ShortHash }),
  /**
   * The other side was away for too long: the sender counts the game as won, or as drawn. `ply` is the length of its log,
   * `heard` the `ply` of the last claim of the other side that it had handled.
   */
  claim: message('claim', {
    game: ShortHash,
    ply: Ply,
    as: v.picklist(['win', 'draw']),
    heard: v.nullable(Ply),
  }),
  /** The message `of` was refused with this code, and `rule` of the game if that is why; the session goes on. */
  refuse: message('refuse', { of: v.nullable(Seq), code: Code, rule: v.nullable(Code) }),
  /** The sender has left for good. */
  bye: message('bye', {}),
  /** The two cannot play; the sender has gone. */
  abort: message('abort', { code: v.picklist(FATAL_REFUSALS) }),
};

type Output<Schemas extends Record<string, v.GenericSchema>> = v.InferOutput<Schemas[keyof Schemas]>;
/** `Omit` for each member of a union. */
type Without<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;

/** Every value of `t`. */
export const FRAME_TYPES: readonly string[] = ['hello', ...Object.keys(SIGNALS), ...Object.keys(MESSAGES)];

export type Signal = Output<typeof SIGNALS>;
/** A message with its place on the stream. */
export type Sequenced = Output<typeof MESSAGES>;
export type Frame = Hello | Signal | Sequenced;
/** What is said, before the stream gives it a place. */
export type Message = Without<Sequenced, 'seq' | 'ack'>;
/** The message of this type. */
export type Saying<Type extends Message['t']> = Extract<Message, { readonly t: Type }>;
/** A message about the running game. */
export type GameMessage = Extract<Message, { readonly game: string }>;

/** A hello of another version: `protocol` is all that can be relied on. */
export interface ForeignHello {
  readonly t: 'foreign-hello';
  readonly protocol: number;
}

export type FrameRefusal = 'frame/too-long' | 'frame/not-json' | 'frame/unknown-type' | 'frame/malformed';

/** Reads a frame of any origin. Never throws. */
export function parseFrame(text: string): Result<Frame | ForeignHello, FrameRefusal> {
  if (text.length > FRAME_MAX_LENGTH) return refuse('frame/too-long');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse('frame/not-json');
  }
  const type = typeOf(json);
  if (type === 'hello') return parseHello(json);
  if (isKeyOf(SIGNALS, type)) return fit(SIGNALS[type], json);
  if (isKeyOf(MESSAGES, type)) return fit(MESSAGES[type], json);
  return refuse('frame/unknown-type');
}

/** Reads back a message that was kept without its place on the stream. */
export function readMessage(stored: unknown): Message | null {
  const type = typeOf(stored);
  if (!isKeyOf(MESSAGES, type) || typeof stored !== 'object') return null;
  const parsed = fit(MESSAGES[type], { ...stored, seq: 1, ack: 0 });
  if (!parsed.ok) return null;
  const { seq: _seq, ack: _ack, ...kept } = parsed.value;
  return kept;
}

export function printFrame(frame: Frame): string {
  return JSON.stringify(frame);
}

export function isSequenced(frame: Signal | Sequenced): frame is Sequenced {
  return 'seq' in frame;
}

function parseHello(json: unknown): Result<Hello | ForeignHello, FrameRefusal> {
  const any = fit(AnyHello, json);
  if (!any.ok) return any;
  const { protocol } = any.value;
  return protocol === PROTOCOL ? fit(Hello, json) : ok({ t: 'foreign-hello', protocol });
}

function fit<const Schema extends v.GenericSchema>(
  schema: Schema,
  json: unknown,
): Result<v.InferOutput<Schema>, FrameRefusal> {
  const parsed = v.safeParse(schema, json, { abortEarly: true });
  return parsed.success ? ok(parsed.output) : refuse('frame/malformed');
}

function typeOf(json: unknown): string {
  if (typeof json !== 'object' || json === null || !Object.hasOwn(json, 't')) return '';
  return 't' in json && typeof json.t === 'string' ? json.t : '';
}

// Own keys only: `t` may be `constructor` or `__proto__`.
function isKeyOf<Schemas extends object>(schemas: Schemas, key: string): key is keyof Schemas & string {
  return Object.hasOwn(schemas, key);
}

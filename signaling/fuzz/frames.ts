/** WebSocket frames as hostile programs send them. */
import type { Random } from './random.ts';
import { anyValue, NAMES } from './values.ts';

export interface FuzzFrame {
  readonly data: string | Buffer;
  readonly binary: boolean;
}

type Message = Readonly<Record<string, unknown>>;

/**
 * Makes one frame of a message that fits or nearly.
 *
 * @param maxBytes the service's limit; a frame above it costs its sender the connection
 */
export function frameOf(message: Message, random: Random, maxBytes: number): FuzzFrame {
  const kind = random.below(1000);
  if (kind < 350) return text(JSON.stringify(message));
  if (kind < 500) return text(JSON.stringify(wrongType(message, random)));
  if (kind < 750) return text(mutated(JSON.stringify(message), random));
  if (kind < 800) return text(JSON.stringify(message).slice(0, random.below(80)));
  if (kind < 870) return text(doubled(message, random));
  if (kind < 920) return { data: bytes(random, 1 + random.below(64)), binary: true };
  if (kind < 950) return text(JSON.stringify(anyValue(random, 4)));
  if (kind < 980) return text(nested(random, 1 + random.below(2000)));
  if (kind < 995) return text(JSON.stringify({ ...message, payload: 'x'.repeat(random.below(20_000)) }));
  return rare(message, random, maxBytes);
}

/** What is expensive, or ends the connection. */
function rare(message: Message, random: Random, maxBytes: number): FuzzFrame {
  switch (random.below(4)) {
    case 0:
      return text(nested(random, maxBytes / 12));
    case 1:
      return text(JSON.stringify({ ...message, payload: 'x'.repeat(maxBytes - 200) }));
    case 2:
      return text('x'.repeat(maxBytes + 1));
    default:
      // Not UTF-8.
      return { data: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc0, 0x80, 0x22, 0x7d]), binary: false };
  }
}

function text(data: string): FuzzFrame {
  return { data, binary: false };
}

function bytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** Another value in the place of one field, at the top or in the payload. */
function wrongType(message: Message, random: Random): Message {
  const { payload } = message;
  if (typeof payload === 'object' && payload !== null && random.chance(0.7)) {
    return { ...message, payload: withOther(payload, random) };
  }
  return withOther(message, random);
}

function withOther(fields: object, random: Random): Message {
  const names = Object.keys(fields);
  const name = names[random.below(names.length)] ?? random.pick(NAMES);
  return { ...fields, [random.chance(0.8) ? name : random.pick(NAMES)]: anyValue(random) };
}

/** A few places deleted, doubled or overwritten. */
function mutated(json: string, random: Random): string {
  let result = json;
  for (let changes = 1 + random.below(4); changes > 0; changes -= 1) {
    const at = random.below(result.length + 1);
    const end = at + random.below(6);
    const between = random.pick([
      '',
      result.slice(at, end).repeat(2),
      random.pick([
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        ':',
        '\\',
        '\\u0000',
        '\\ud800',
        '\u2028',
        '0',
        '-',
        'e9',
        'null',
      ]),
      String.fromCharCode(random.below(0x10000)),
    ]);
    result = result.slice(0, at) + between + result.slice(end);
  }
  return result;
}

/** A key twice, or a name that objects have by themselves. */
function doubled(message: Message, random: Random): string {
  const json = JSON.stringify(message);
  const field = `${JSON.stringify(random.pick(NAMES))}:${JSON.stringify(anyValue(random))}`;
  return random.chance(0.5) ? json.replace('{', `{${field},`) : json.replace(/\}$/, `,${field}}`);
}

function nested(random: Random, depth: number): string {
  const [open, close] = random.pick<readonly [string, string]>([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ]);
  const inner = `${open.repeat(depth)}1${random.chance(0.8) ? close.repeat(depth) : ''}`;
  return random.chance(0.5)
    ? inner
    : `{"type":${random.pick(['"OFFER","dst":"fuzz-1"', '"control","action":"x"'])},"payload":${inner},"data":${inner}}`;
}

/** What has been said in the lobby, and who came and went, as lines from old to new. */
import { type ChatMessage, HISTORY_MAX } from '../../signaling/protocol/index.ts';
import type { RequestOutcome } from '../net/index.ts';

/** Why a message was not sent. */
export type ChatFailure = Exclude<RequestOutcome, 'ack'>;

export interface SaidLine {
  readonly kind: 'said';
  /** Sender and message: the same message heard again has the same key. */
  readonly key: string;
  readonly id: string;
  readonly from: string;
  readonly name: string | null;
  readonly text: string;
  /** Epoch ms. */
  readonly at: number;
  readonly own: boolean;
  readonly state: 'sending' | 'sent' | 'failed';
  /** With `failed`. */
  readonly failure: ChatFailure | null;
}

/** Who came and who left with nothing said meanwhile; who did both is in neither list. */
export interface PresenceLine {
  readonly kind: 'presence';
  readonly key: string;
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

export type ChatLine = SaidLine | PresenceLine;

export function keyOf({ from, id }: Pick<ChatMessage, 'from' | 'id'>): string {
  return `${from}:${id}`;
}

/** @param self this player's ID */
export function lineOf(message: ChatMessage, self: string | null): SaidLine {
  const { id, from, text, at, name = null } = message;
  const own = from === self;
  return { kind: 'said', key: keyOf(message), id, from, name, text, at, own, state: 'sent', failure: null };
}

/** Takes one message in: in place of what was known of it, else at the end. */
export function withSaid(lines: readonly ChatLine[], said: SaidLine): readonly ChatLine[] {
  if (lines.some(({ key }) => key === said.key)) {
    return lines.map((line) => (line.key === said.key ? said : line));
  }
  return [...lines, said].slice(-HISTORY_MAX);
}

/** Takes in what was said before, or meanwhile. What this player has yet to send stays at the end. */
export function withHistory(lines: readonly ChatLine[], history: readonly SaidLine[]): readonly ChatLine[] {
  const known = new Set(lines.map(({ key }) => key));
  if (history.every(({ key }) => known.has(key))) return lines;
  const told = new Map(history.map((line) => [line.key, line]));
  const said = lines.filter((line) => line.kind === 'said' && !told.has(line.key));
  const sent = said.filter((line) => line.kind === 'said' && line.state === 'sent');
  return [
    ...[...sent, ...history].toSorted((a, b) => timeOf(a) - timeOf(b)),
    ...said.filter((line) => !sent.includes(line)),
  ].slice(-HISTORY_MAX);
}

function timeOf(line: ChatLine): number {
  return line.kind === 'said' ? line.at : 0;
}

/** Notes who came and who left: in the last line, if that is one of the kind. */
export function withPresence(
  lines: readonly ChatLine[],
  joined: readonly string[],
  left: readonly string[],
): readonly ChatLine[] {
  if (joined.length === 0 && left.length === 0) return lines;
  const last = lines.at(-1);
  const before: PresenceLine =
    last?.kind === 'presence'
      ? last
      : { kind: 'presence', key: `presence:${last?.key ?? ''}`, joined: [], left: [] };
  const rest = last?.kind === 'presence' ? lines.slice(0, -1) : lines;
  const next: PresenceLine = {
    ...before,
    joined: [...before.joined.filter((id) => !left.includes(id)), ...without(joined, before.left)],
    left: [...before.left.filter((id) => !joined.includes(id)), ...without(left, before.joined)],
  };
  return next.joined.length === 0 && next.left.length === 0 ? rest : [...rest, next].slice(-HISTORY_MAX);
}

function without(ids: readonly string[], others: readonly string[]): readonly string[] {
  return ids.filter((id) => !others.includes(id));
}

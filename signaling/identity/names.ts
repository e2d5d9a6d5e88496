/** The ids that the service gives: three words such as `rare-geckos-jam`, of 15 million. */
import { randomInt } from 'node:crypto';
import { adjectives, nouns, verbs } from 'human-id';

const WORDS = [adjectives, nouns, verbs] as const;
const KNOWN = WORDS.map((words) => new Set(words));

/** human-id's words, drawn by us: its own draw uses `Math.random`, which can be foreseen. */
export function drawId(): string {
  return WORDS.map((words) => words[randomInt(words.length)]).join('-');
}

/** Whether the service could have given an id. */
export function isDrawnId(id: string): boolean {
  const words = id.split('-');
  return words.length === KNOWN.length && words.every((word, index) => KNOWN[index]?.has(word) === true);
}

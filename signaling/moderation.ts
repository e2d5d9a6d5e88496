/** What a program that embeds the service lets pass of what is said in rooms. */
import { type Logger, logFailure } from './log.ts';

/** A message for all members of a room, before anybody has it. */
export interface Utterance {
  readonly room: string;
  readonly from: string;
  readonly name: string | null;
  readonly text: string;
}

/** Looks at what is said in rooms: another text replaces it, `null` refuses it. */
export type Moderate = (message: Utterance) => string | null | Promise<string | null>;

/** Further requests of the client wait for as long, ms. */
const ANSWER_MAX_MS = 5000;

/** What is left of a text. A moderator that fails, or does not answer in time, lets nothing pass. */
export async function moderated(moderate: Moderate, message: Utterance, log: Logger): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const verdict = moderate(message);
    if (!(verdict instanceof Promise)) return verdict;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no answer within ${ANSWER_MAX_MS} ms`)), ANSWER_MAX_MS);
    });
    return await Promise.race([verdict, late]);
  } catch (error) {
    logFailure(log, 'a moderator')(error);
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The words on the screen. Another language is another file of the type `Words`, chosen here; no other file of
 * the client holds a sentence.
 */
import { en } from './en.ts';

export type Words = typeof en;
export const words: Words = en;

/** SHA-256 as this protocol uses it. Bytes are written as lower-case hex everywhere. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** What a hash is for. A hash made for one purpose can never be shown for another. */
export type Tag = 'commit' | 'nonce' | 'toss' | 'game' | 'rematch' | 'chain';

/**
 * SHA-256 over the UTF-8 text `uttt/1 {tag}`, followed by each part on a line of its own. No part may contain a
 * line feed (ids and hex do not), so that no two lists of parts give the same text.
 *
 * @returns 64 hex digits.
 */
export function digest(tag: Tag, ...parts: readonly string[]): string {
  return bytesToHex(sha256(utf8ToBytes([`uttt/1 ${tag}`, ...parts].join('\n'))));
}

/** 32 hex digits (16 bytes) of a digest, for names that need to be unique but open nothing. */
export function shortDigest(tag: Tag, ...parts: readonly string[]): string {
  return digest(tag, ...parts).slice(0, 32);
}

/** Appends to a chain: SHA-256 over 34 bytes, one block, which are the head, the ply and the move. */
export function link(head: string, ply: number, move: number): string {
  const block = new Uint8Array(34);
  block.set(hexToBytes(head));
  block[32] = ply;
  block[33] = move;
  return bytesToHex(sha256(block));
}

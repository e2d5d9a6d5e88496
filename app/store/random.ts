/** Fills an array with random bytes: `crypto.getRandomValues`, or a fixed stream in a test. */
export type RandomBytes = (length: number) => Uint8Array;

/** A whole number in [0, bound), each as likely as the others. `bound` is at most 65,536. */
export function randomBelow(randomBytes: RandomBytes, bound: number): number {
  const fair = 65_536 - (65_536 % bound);
  for (;;) {
    const [high = 0, low = 0] = randomBytes(2);
    const drawn = high * 256 + low;
    // What lies above the last whole multiple of the bound would favour the small numbers.
    if (drawn < fair) return drawn % bound;
  }
}

/** `length` random bytes as lower-case hex. */
export function randomHex(randomBytes: RandomBytes, length: number): string {
  return Array.from(randomBytes(length), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

import { readFileSync } from 'node:fs';

/** The manual of the service and of the game, which tests hold to what the code says. */
export function readManual(): string {
  return readFileSync(new URL('../../docs/protocol.md', import.meta.url), 'utf8');
}

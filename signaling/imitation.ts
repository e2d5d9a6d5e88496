import { isDrawnId } from './identity/index.ts';
import { parsePlayerId } from './protocol/index.ts';

/**
 * Whether a name reads like an id that the service gives to people (`rare-geckos-jam`), and not like the one of whoever
 * has the name: others would take the one for the other.
 */
export function imitatesId(name: string, id: string): boolean {
  const read = parsePlayerId(name.replaceAll(/\p{Default_Ignorable_Code_Point}/gu, ''));
  return read !== null && read !== id && isDrawnId(read);
}

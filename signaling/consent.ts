/** Who may reach a client: an OFFER makes the browser that takes it answer with its addresses. */
import type { Envelope } from './realm/index.ts';

export type Consent =
  /** A stock client, which takes everything. */
  | { readonly kind: 'open' }
  /** A client that is not open yet, or that had a list before its last socket closed and has not said it again. */
  | { readonly kind: 'awaited' }
  | { readonly kind: 'listed'; readonly allow: ReadonlySet<string> };

/** `hold`: as if the peer were not there yet. */
export type Verdict = 'pass' | 'hold' | 'refuse';

export function judge(consent: Consent, { type, from }: Pick<Envelope, 'type' | 'from'>): Verdict {
  switch (type) {
    case 'EXPIRE':
      return 'pass';
    case 'CHALLENGE':
    case 'CHALLENGE-REPLY':
    case 'CHALLENGE-CANCEL':
      return consent.kind === 'listed' ? 'pass' : 'hold';
    default:
      return judgeSender(consent, from);
  }
}

function judgeSender(consent: Consent, from: string): Verdict {
  if (consent.kind === 'open') return 'pass';
  if (consent.kind === 'awaited') return 'hold';
  return consent.allow.has(from) ? 'pass' : 'refuse';
}

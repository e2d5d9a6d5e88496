/**
 * Who plays X: drawn by commit and reveal, so that neither side can choose.
 *
 * Each side commits to a secret by its hash, and shows the secret only once it holds the other's hash. The draw is
 * a hash over both secrets. The hash covers the id of the one who commits, so a copied commitment opens for nobody.
 *
 * **Walking away.** The last to reveal knows the outcome before the other does, and could leave when it does not
 * like it. So each side keeps, for each peer, a record of the last toss, written before anything that depends on
 * it is sent, and a toss that broke off is taken up again with the same secrets:
 *
 * - `pending`: they may not know the outcome yet. As soon as `theirs` is set, our secret may be out, so only that
 *   commitment is accepted from then on.
 * - `settled`: they have played (their ply 0), so they know the outcome; but they may not know that we do, and may
 *   themselves still be pending. The secret is kept for that case.
 * - `spent`: they answered a ply of ours, so they are at least settled. The next toss is a new one.
 *
 * A ply is the proof and not, say, the acknowledgement of the reveal: otherwise one could look at the outcome,
 * reload the page, and draw again.
 *
 * **Why two honest sides always agree**, whatever is lost and whenever either stops. Each side decides about its
 * own secret only (`chooseSecret`), and insists on a commitment only where it has one that it revealed against:
 *
 * - pending against pending, settled or nothing stored: every stored secret is used again; a side that holds
 *   `theirs` finds it, because the peer stored that secret before sending its hash, and gives it up only when
 *   spent, which needs proof that we are no longer pending.
 * - settled against pending for the same two commitments: the settled side uses its secret again.
 * - settled against pending for anything else: the peer has begun a newer toss that we never heard of. Our
 *   secret is known to them, so we must not combine it with a commitment that they can still choose: a fresh one.
 * - nobody pending: both draw fresh secrets.
 *
 * **What a cheater can gain.** Leaving after our reveal: we stay pending, the same commitments are asked for
 * again, and the outcome is the same. Coming with another commitment: `toss/commitment-changed`. Claiming that a
 * toss which it won is pending: believed only until we are spent, that is until the game has its third ply, so
 * it can restart a game that has hardly begun, but not play X for ever.
 */
import * as v from 'valibot';
import type { Player } from '../game/index.ts';
import { digest, shortDigest } from './hash.ts';

const Secret = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** What one side remembers of its last toss with a peer. `theirs` is the commitment that we hold of them. */
export const TossRecord = v.pipe(
  v.strictObject({
    /** One's own id at that time: under a new one, the record is void for both sides. */
    self: v.string(),
    secret: Secret,
    theirs: v.nullable(Secret),
    state: v.picklist(['pending', 'settled', 'spent']),
  }),
  v.readonly(),
);
export type TossRecord = v.InferOutput<typeof TossRecord>;

/** What a hello says about a toss that is pending: the two commitments, as far as the sender has them. */
export const TossMemory = v.pipe(v.strictObject({ mine: Secret, theirs: v.nullable(Secret) }), v.readonly());
export type TossMemory = v.InferOutput<typeof TossMemory>;

/** Reads back what was stored. Anything that is not a record counts as nothing stored. */
export function parseTossRecord(stored: unknown): TossRecord | null {
  const parsed = v.safeParse(TossRecord, stored);
  return parsed.success ? parsed.output : null;
}

/** Whether a text is 32 bytes in lower-case hex. */
export function isSecret(text: string): boolean {
  return v.is(Secret, text);
}

/** The hash that `id` commits to `secret` with. */
export function commitmentOf(id: string, secret: string): string {
  return digest('commit', id, secret);
}

/** A name for this meeting, so that a toss taken up again still gives a new game its own id. */
export function nonceOf(id: string, secret: string): string {
  return shortDigest('nonce', id, secret);
}

export function memoryOf(self: string, record: TossRecord | null): TossMemory | null {
  if (record?.state !== 'pending') return null;
  return { mine: commitmentOf(self, record.secret), theirs: record.theirs };
}

/**
 * The record to toss with, given what is stored here, what the peer's hello remembers, and a fresh secret.
 * It is the stored record itself when that toss is taken up again.
 */
export function chooseRecord(
  self: string,
  stored: TossRecord | null,
  memory: TossMemory | null,
  freshSecret: string,
): TossRecord {
  if (stored?.state === 'pending') return stored;
  const theyStillNeedIt =
    stored?.state === 'settled' &&
    memory !== null &&
    memory.mine === stored.theirs &&
    memory.theirs === commitmentOf(self, stored.secret);
  return theyStillNeedIt ? stored : { self, secret: freshSecret, theirs: null, state: 'pending' };
}

/** Their commitment arrived: the record that holds it, or null when we revealed against another one. */
export function withCommitment(record: TossRecord, theirs: string): TossRecord | null {
  if (record.theirs === theirs) return record;
  return record.theirs === null ? { ...record, theirs } : null;
}

/** They made the ply with this index (0..80) in a game that came of the toss. */
export function withTheirPly(record: TossRecord, ply: number): TossRecord {
  // Ply 0 shows that they know the outcome. A later one answers a ply of ours, so they know that we do as well.
  if (record.state === 'spent') return record;
  return { ...record, state: ply === 0 ? 'settled' : 'spent' };
}

export interface Tosser {
  readonly id: string;
  readonly secret: string;
  readonly nonce: string;
}

/**
 * The outcome, the same on both sides. The first bit of the hash over both secrets decides: 1, and the side whose
 * id comes first (by UTF-16 code units; ids are ASCII) plays X.
 */
export function draw(mine: Tosser, theirs: Tosser): { readonly me: Player; readonly gameId: string } {
  const iAmLow = mine.id < theirs.id;
  const [low, high] = iAmLow ? [mine, theirs] : [theirs, mine];
  const toss = digest('toss', low.id, high.id, low.secret, high.secret);
  const lowPlaysX = Number.parseInt(toss.slice(0, 1), 16) >= 8;
  return { me: lowPlaysX === iAmLow ? 'X' : 'O', gameId: shortDigest('game', toss, low.nonce, high.nonce) };
}

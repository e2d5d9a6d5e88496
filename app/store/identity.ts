/** Who this browser is on the service: an ID, and what proves that it is ours. */
import { adjectives, nouns, verbs } from 'human-id';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Credentials, TicketIssuer, TicketOutcome } from '../net/index.ts';
import { type HeldIdentity, keep, recall } from './identity-storage.ts';
import { type RandomBytes, randomBelow, randomHex } from './random.ts';
import type { KeyValue } from './storage.ts';

export interface IdentityState {
  /** For instance `rare-geckos-jam`; null at a first visit, until the service has given one. */
  readonly id: string | null;
  /** The ID that could not be kept for us, so that there is another one now; until dismissed. */
  readonly replacedId: string | null;
  /** False when the browser keeps nothing for us (private mode, full or denied storage): a reload draws a new ID. */
  readonly kept: boolean;
  /** What has become of the wish for another ID. */
  readonly wish: 'none' | 'asked' | 'failed';
  /** Gets a new ID and reconnects under it. During a game it does nothing: the opponent knows the old one. */
  reroll(): void;
  /** What it told of a replaced ID, or of a wish that failed, has been read. */
  dismiss(): void;
}
export type IdentityStore = StoreApi<IdentityState>;

/** What to go online with, or how long the service wants to be left alone before it is asked again, ms. */
export type CredentialsOutcome =
  | { readonly ok: true; readonly credentials: Credentials }
  | { readonly ok: false; readonly retryAfterMs: number };

export interface Identity {
  readonly store: IdentityStore;
  /** The credentials of now, with a ticket that is good for a while. Asks the service if need be; never rejects. */
  credentials(): Promise<CredentialsOutcome>;
  /** A ticket that is good for a while, for the ID of now; null when there is none. Never rejects. */
  ticket(): Promise<string | null>;
  /** The service did not take the ticket: the next credentials have another one. False where there is none to renew. */
  refused(): boolean;
  /** Somebody else holds the ID: the next credentials have another one, and it is shown. */
  replace(): void;
}

export interface IdentityDeps {
  readonly storage: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Epoch ms. */
  readonly now: () => number;
  /** Where tickets come from; null where this browser cannot have any. */
  readonly issuer: TicketIssuer | null;
  /** Whether the ID may change: not during a game, nor once it is another tab's. */
  readonly mayChange: () => boolean;
  /** Takes leave under the old ID. */
  readonly release: () => void;
  /** The person has another ID now. */
  readonly rerolled: () => void;
}

/** The part of its life after which a ticket is renewed. The service's clock is not asked: only how long it is good for. */
const RENEW_AFTER = 2 / 3;

export function createIdentity(deps: IdentityDeps): Identity {
  const { storage, issuer, now } = deps;
  let held: HeldIdentity | null = recall(storage);
  /** The next ticket is to be for another ID. */
  let drawNext = false;
  let inTurn: Promise<unknown> = Promise.resolve();

  const store: IdentityStore = createStore((set) => ({
    id: held?.id ?? null,
    replacedId: null,
    kept: true,
    wish: 'none',
    reroll() {
      if (!deps.mayChange() || store.getState().wish === 'asked') return;
      if (issuer === null) drawAnother();
      else void wishFor(issuer);
    },
    dismiss: () => set(({ wish }) => ({ replacedId: null, wish: wish === 'failed' ? 'none' : wish })),
  }));

  function adopt(next: HeldIdentity, kept: boolean): HeldIdentity {
    const before = held?.id ?? null;
    held = next;
    drawNext = false;
    const stored = keep(storage, kept ? next : null);
    const { replacedId } = store.getState();
    const isNew = before !== null && before !== next.id;
    store.setState({ id: next.id, kept: kept && stored, replacedId: isNew ? before : replacedId });
    return next;
  }

  function drawOwn(): HeldIdentity {
    return adopt({ id: drawId(deps.randomBytes), token: randomHex(deps.randomBytes, 16) }, true);
  }

  function grant({ id, ticket, ttlMs, kept }: Extract<TicketOutcome, { type: 'granted' }>): HeldIdentity {
    const at = now();
    const times = { renewAt: Math.round(at + ttlMs * RENEW_AFTER), expiresAt: Math.round(at + ttlMs) };
    return adopt({ id, ticket, ...times }, kept);
  }

  /** One after the other: the second one mostly finds what the first one has got. */
  function queued<T>(task: () => Promise<T>): Promise<T> {
    const result = inTurn.then(task);
    inTurn = result;
    return result;
  }

  async function renew(from: TicketIssuer): Promise<CredentialsOutcome> {
    const mine = held;
    if (mine !== null && !isDue(mine)) return ready(mine);
    const outcome = await from.issue({ ticket: ticketOf(mine), draw: drawNext });
    switch (outcome.type) {
      case 'granted':
        // The opponent knows us by the old ID: if nobody else has it, a token does until the game is over.
        if (mine !== null && outcome.id !== mine.id && !deps.mayChange()) return ready(withToken(mine));
        return ready(grant(outcome));
      case 'none':
        if (mine === null || (drawNext && deps.mayChange())) return ready(drawOwn());
        return ready(withToken(mine));
      case 'away':
        return mine !== null && isGood(mine) ? ready(mine) : later(outcome.retryAfterMs);
    }
  }

  /** Unlike at a connect the ID stays, whatever the service says: it is online under it. */
  async function renewTicket(from: TicketIssuer): Promise<string | null> {
    const mine = held;
    if (mine === null || 'token' in mine || drawNext) return null;
    if (!isDue(mine)) return mine.ticket;
    const outcome = await from.issue({ ticket: mine.ticket, draw: false });
    if (outcome.type === 'granted' && outcome.id === mine.id) return ticketOf(grant(outcome));
    return isGood(mine) ? mine.ticket : null;
  }

  /** Whether another ticket is to be asked for. A game goes on under what it began with. */
  function isDue(mine: HeldIdentity): boolean {
    if ('token' in mine) return deps.mayChange();
    return drawNext || now() >= mine.renewAt;
  }

  function isGood(mine: HeldIdentity): boolean {
    return 'ticket' in mine && !drawNext && now() < mine.expiresAt;
  }

  function withToken(mine: HeldIdentity): HeldIdentity {
    if ('token' in mine) return mine;
    return adopt({ id: mine.id, token: randomHex(deps.randomBytes, 16) }, true);
  }

  function drawAnother(): void {
    deps.release();
    drawOwn();
    store.setState({ replacedId: null, wish: 'none' });
    deps.rerolled();
  }

  async function wishFor(from: TicketIssuer): Promise<void> {
    store.setState({ wish: 'asked' });
    await queued(async () => {
      const outcome = await from.issue({ ticket: ticketOf(held), draw: true });
      if (outcome.type === 'away' || !deps.mayChange()) {
        store.setState({ wish: 'failed' });
      } else if (outcome.type === 'none') drawAnother();
      else {
        deps.release();
        grant(outcome);
        store.setState({ replacedId: null, wish: 'none' });
        deps.rerolled();
      }
    });
  }

  if (issuer === null && (held === null || 'ticket' in held)) drawOwn();

  return {
    store,
    credentials: () =>
      issuer === null ? Promise.resolve(ready(held ?? drawOwn())) : queued(() => renew(issuer)),
    ticket: () => (issuer === null ? Promise.resolve(null) : queued(() => renewTicket(issuer))),
    refused() {
      if (held === null || 'token' in held) return false;
      held = { ...held, renewAt: 0, expiresAt: 0 };
      return true;
    },
    replace() {
      if (issuer === null) drawOwn();
      else drawNext = true;
    },
  };
}

function ready(held: HeldIdentity): CredentialsOutcome {
  const { id } = held;
  const isTicket = 'ticket' in held;
  return { ok: true, credentials: { id, token: isTicket ? held.ticket : held.token, isTicket } };
}

function later(retryAfterMs: number): CredentialsOutcome {
  return { ok: false, retryAfterMs };
}

function ticketOf(held: HeldIdentity | null): string | null {
  return held !== null && 'ticket' in held ? held.ticket : null;
}

/** human-id's words, drawn by us: its own draw uses `Math.random`, which can be foreseen. */
export function drawId(randomBytes: RandomBytes): string {
  return [adjectives, nouns, verbs].map((words) => words[randomBelow(randomBytes, words.length)]).join('-');
}

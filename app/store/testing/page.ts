/** A page whose stores are real, and whose network does as it is told. */
import { vi } from 'vitest';
import type { NetworkHandlers, TicketIssuer } from '../../net/index.ts';
import { createSession, type SessionRecord } from '../../session/index.ts';
import { createGames } from '../games.ts';
import { createStores, type Stores } from '../index.ts';
import { MemoryStorage } from './browser.ts';
import { SoleSeat } from './seat.ts';
import { FakeNetwork } from './service.ts';

export const ME = 'brave-cats-run';
export const THEM = 'calm-dogs-sit';

interface PageOptions {
  readonly fragment?: string;
  readonly storage?: MemoryStorage;
  readonly isHidden?: boolean;
  readonly issuer?: TicketIssuer | null;
}

/** A page of somebody whose browser may have stored a game. */
export class Page {
  readonly storage: MemoryStorage;
  readonly seat: SoleSeat;
  readonly stores: Stores;
  fragment: string;
  isHidden: boolean;
  turned: () => void = () => undefined;
  online: () => void = () => undefined;
  closing: () => void = () => undefined;
  shared: () => void = () => undefined;
  #network: FakeNetwork | null = null;
  #handlers: NetworkHandlers | null = null;

  constructor({ fragment = '#/', storage = browser(), isHidden = false, issuer = null }: PageOptions = {}) {
    this.fragment = fragment;
    this.storage = storage;
    this.seat = new SoleSeat(storage);
    this.isHidden = isHidden;
    this.stores = createStores({
      network: (handlers) => {
        this.#handlers = handlers;
        this.#network = new FakeNetwork(handlers);
        return Promise.resolve(this.#network);
      },
      issuer,
      seat: this.seat,
      settings: storage,
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      now: () => performance.now(),
      wall: () => Date.now(),
      jitter: () => 0,
      fragment: {
        read: () => this.fragment,
        write: (next) => void (this.fragment = next),
        replace: (next) => void (this.fragment = next),
        onChange: () => undefined,
      },
      page: {
        isHidden: () => this.isHidden,
        onVisibilityChange: (heard) => void (this.turned = heard),
        onOnline: (heard) => void (this.online = heard),
        onClosing: (heard) => void (this.closing = heard),
        onShared: (heard) => void (this.shared = heard),
      },
      build: 'test',
    });
  }

  get network(): FakeNetwork {
    if (this.#network === null) throw new Error('not loaded yet');
    return this.#network;
  }

  get handlers(): NetworkHandlers {
    if (this.#handlers === null) throw new Error('not loaded yet');
    return this.#handlers;
  }

  get match() {
    return this.stores.match.getState().match;
  }

  get phase() {
    return this.stores.service.getState().status.phase;
  }

  get id(): string | null {
    return this.stores.identity.getState().id;
  }

  /** What it said that has to come in order. */
  get order(): readonly string[] {
    return this.network.log.filter((entry) => entry === 'JOIN' || entry.startsWith('dial'));
  }

  /** What the service was told last by a request of this type. */
  told(type: 'JOIN' | 'STATUS' | 'ALLOW') {
    return this.network.requests.findLast((request) => request.type === type)?.payload;
  }
}

export async function loaded(options: PageOptions = {}): Promise<Page> {
  const page = new Page(options);
  await vi.advanceTimersByTimeAsync(0);
  page.network.comeOnline();
  return page;
}

export function browser(): MemoryStorage {
  return new MemoryStorage([['uttt:identity', JSON.stringify({ id: ME, token: 'ab'.repeat(16) })]]);
}

/** A browser in which a game with THEM is stored. */
export function withGame(ended: SessionRecord['ended'] = null): MemoryStorage {
  const storage = browser();
  const { effects } = createSession({
    self: ME,
    peer: THEM,
    build: 'test',
    secret: 'ab'.repeat(32),
    toss: null,
    at: 0,
  });
  for (const effect of effects) {
    if (effect.type === 'store') createGames(storage).remember({ ...effect.record, ended });
  }
  return storage;
}

/** A browser for tests: its tabs share storage, locks and a channel, and each has a session and documents of its own. */
import type { KeyValue } from '../storage.ts';
import { openSeat, type Seat, type TabsAround } from '../tabs.ts';
import type { Channel, TabMessage } from '../tabs-channel.ts';
import type { Locks } from '../tabs-lock.ts';
import { type LockClient, MemoryLocks } from './locks.ts';

/** Storage that can be filled up and denied. */
export class MemoryStorage implements KeyValue {
  readonly entries: Map<string, string>;
  problem: 'full' | 'denied' | null = null;

  constructor(entries: Iterable<readonly [string, string]> = []) {
    this.entries = new Map(entries);
  }

  getItem(key: string): string | null {
    if (this.problem === 'denied') throw new DOMException('denied', 'SecurityError');
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    if (this.problem === 'denied') throw new DOMException('denied', 'SecurityError');
    if (this.problem === 'full') throw new DOMException('full', 'QuotaExceededError');
    this.entries.set(key, value);
  }
}

/** One page load. */
export class TabDocument implements LockClient, Channel {
  readonly seat: Promise<Seat>;
  readonly #browser: Browser;
  readonly #late: (() => void)[] = [];
  readonly #onHide: (() => void)[] = [];
  readonly #onRestore: (() => void)[] = [];
  readonly #onLook: (() => void)[] = [];
  #heard: (data: unknown) => void = () => undefined;
  #state: 'running' | 'frozen' | 'gone' = 'running';

  constructor(browser: Browser, tab: Tab, returning: boolean) {
    this.#browser = browser;
    browser.documents.add(this);
    const around: TabsAround = {
      local: browser.local,
      session: tab.session,
      others: browser.gives === 'no locks' ? null : { locks: browser.locksOf(this), channel: this },
      randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      returning,
      reload: () => tab.reload(),
      onHide: (heard) => this.#onHide.push(heard),
      onRestore: (heard) => this.#onRestore.push(heard),
      onLook: (heard) => this.#onLook.push(heard),
    };
    this.seat = openSeat(around);
  }

  post(message: TabMessage): void {
    for (const other of this.#browser.documents) if (other !== this) other.hear(structuredClone(message));
  }

  onMessage(heard: (data: unknown) => void): void {
    this.#heard = heard;
  }

  run(task: () => void): void {
    queueMicrotask(() => {
      if (this.#state === 'frozen') this.#late.push(task);
      else if (this.#state === 'running') task();
    });
  }

  hear(data: unknown): void {
    this.run(() => this.#heard(data));
  }

  freeze(): void {
    this.#state = 'frozen';
  }

  thaw(): void {
    this.#state = 'running';
    for (const task of this.#late.splice(0)) this.run(task);
  }

  /** `pagehide` */
  hide(): void {
    if (this.#state === 'running') for (const heard of this.#onHide) heard();
  }

  /** `pageshow` out of the back/forward cache */
  restore(): void {
    this.thaw();
    for (const heard of this.#onRestore) heard();
  }

  /** Somebody looks at it again. */
  look(): void {
    for (const heard of this.#onLook) heard();
  }

  /** No event tells a document of its end. */
  end(): void {
    this.#state = 'gone';
    this.#browser.documents.delete(this);
    this.#browser.locks.forget(this);
  }
}

export class Tab {
  readonly session: MemoryStorage;
  readonly #browser: Browser;
  document: TabDocument;

  constructor(browser: Browser, session: MemoryStorage) {
    this.#browser = browser;
    this.session = session;
    this.document = new TabDocument(browser, this, false);
  }

  reload(): void {
    this.close();
    this.#load();
  }

  /** A reload whose old document hangs: the new one runs already, and the browser has yet to do away with the old one. */
  reloadHung(): TabDocument {
    const old = this.document;
    old.freeze();
    this.#load();
    return old;
  }

  #load(): void {
    this.document = new TabDocument(this.#browser, this, true);
  }

  close(): void {
    this.document.hide();
    this.document.end();
  }

  /** As the browser's menu does it: with a copy of the session. */
  duplicate(): Tab {
    const copy = new MemoryStorage(this.session.entries);
    copy.problem = this.session.problem;
    return new Tab(this.#browser, copy);
  }
}

/** A page that is no secure context has no lock manager; one to which storage is denied has one that refuses. */
type Gives = 'locks' | 'no locks' | 'refusals';

export class Browser {
  readonly local = new MemoryStorage();
  readonly locks = new MemoryLocks();
  readonly documents = new Set<TabDocument>();
  gives: Gives;

  constructor(gives: Gives = 'locks') {
    this.gives = gives;
  }

  locksOf(document: TabDocument): Locks {
    if (this.gives === 'locks') return this.locks.of(document);
    const refused = (): Promise<never> => Promise.reject(new DOMException('denied', 'SecurityError'));
    return { request: refused, query: refused };
  }

  open(session = new MemoryStorage()): Tab {
    return new Tab(this, session);
  }
}

/**
 * Two people with a line to each other, in a world where anything may go wrong. It runs on the timers of the test, and
 * the same for the same seed.
 */
import { type MemoryChannel, memoryLinks } from '../memory.ts';
import type { Link } from '../network.ts';
import { type Id, IDS, otherOf, Player } from './player.ts';

/** The service holds an offer for somebody who is not there for this long. */
const EXPIRE_MS = 5_000;

export type Fault =
  /** Every link that there is is closed under both. */
  | { readonly what: 'fail' }
  /** Nothing arrives any more on any link that there is, and nobody is told. */
  | { readonly what: 'stall' }
  /** The same, but in the end all of it arrives. */
  | { readonly what: 'pause'; readonly ms: number }
  | { readonly what: 'offline'; readonly who: Id; readonly ms: number }
  /** `told`: the other side hears that the links are closed. */
  | { readonly what: 'reload'; readonly who: Id; readonly ms: number; readonly told: boolean }
  | { readonly what: 'hang-up'; readonly who: Id }
  | { readonly what: 'awake'; readonly who: Id }
  | { readonly what: 'bye'; readonly who: Id; readonly ms: number }
  /** Silence is not noticed any more by this one, until calm. */
  | { readonly what: 'deaf'; readonly who: Id };

/** What becomes of a dial: at which end it opens, if the offer arrives at all. */
const FATES = ['both', 'both', 'both', 'dialler', 'callee', 'neither', 'lost', 'expired'] as const;
type Fate = (typeof FATES)[number];

const PROBE = 'probe';

type Offer = (to: Player) => void;

export class World {
  readonly violations: string[] = [];
  /** Who did or heard what, in order, such as `ann opened`. */
  readonly log: string[] = [];
  readonly #random: () => number;
  readonly #players: Record<Id, Player>;
  readonly #channels: MemoryChannel[] = [];
  readonly #silent = new Set<MemoryChannel>();
  readonly #opened = new Set<MemoryChannel>();
  readonly #channelOf = new Map<Link | null, MemoryChannel>();
  readonly #offers: Record<Id, Set<Offer>> = { ann: new Set(), bob: new Set() };
  #isCalm: boolean;

  /**
   * @param firstMeeting as in `LineDeps`
   * @param isCalm whether every dial comes off from the start
   */
  constructor(seed: number, { firstMeeting, isCalm }: { firstMeeting: boolean; isCalm: boolean }) {
    this.#random = mulberry32(seed);
    this.#isCalm = isCalm;
    this.#players = {
      ann: this.#enter('ann', firstMeeting, true),
      bob: this.#enter('bob', firstMeeting, true),
    };
  }

  /** From now on both are online and watchful, and every dial comes off. What has fallen silent stays so. */
  calm(): void {
    this.#isCalm = true;
    for (const id of IDS) {
      this.#players[id].isWatchful = true;
      this.#comeOnline(id);
    }
  }

  happen(fault: Fault): void {
    switch (fault.what) {
      case 'fail':
        for (const channel of this.#channels) channel.fail();
        break;
      case 'stall':
        for (const channel of this.#channels) this.#silence(channel);
        break;
      case 'pause': {
        const paused = [...this.#channels];
        for (const channel of paused) channel.stall();
        setTimeout(() => {
          for (const channel of paused) if (!this.#silent.has(channel)) channel.resume();
        }, fault.ms);
        break;
      }
      case 'offline':
        this.#players[fault.who].isOnline = false;
        setTimeout(() => this.#comeOnline(fault.who), fault.ms);
        break;
      case 'reload':
        this.#reload(fault.who, fault.ms, fault.told);
        break;
      case 'hang-up':
        this.#players[fault.who].hangUp();
        break;
      case 'awake':
        this.#players[fault.who].awake();
        break;
      case 'bye':
        this.#players[fault.who].line.expectAway(fault.ms);
        break;
      case 'deaf':
        for (const id of IDS) this.#players[id].isWatchful = id !== fault.who;
        break;
    }
  }

  /** Sends a text each way. */
  probe(): void {
    for (const id of IDS) this.#players[id].line.send(PROBE);
  }

  /** Some time after `probe`: what there is besides one link, in use at both ends, that carries what is sent. */
  faults(): string[] {
    const [mine, theirs] = IDS.map((id) => this.#channelOf.get(this.#players[id].sentOn));
    const faults = mine === theirs ? [] : ['two links are in use'];
    for (const id of IDS) {
      const { line, kept, sentOn, heard } = this.#players[id];
      if (line.status.phase !== 'open') faults.push(`${id} is ${line.status.phase}`);
      if (!heard.includes(PROBE)) faults.push(`${id} hears nothing`);
      if (kept.length !== 1 || kept[0] !== sentOn) faults.push(`${id} keeps ${kept.length} links`);
    }
    return faults;
  }

  #enter(id: Id, firstMeeting: boolean, isOnline: boolean): Player {
    return new Player({
      id,
      firstMeeting,
      isOnline,
      random: this.#random,
      dial: (from) => this.#dial(from),
      happened: (what) => this.log.push(`${id} ${what}`),
      violation: (what) => this.violations.push(what),
    });
  }

  #reload(id: Id, ms: number, told: boolean): void {
    if (!told) for (const channel of this.#channels) this.#silence(channel);
    this.#players[id].close();
    this.#players[id] = this.#enter(id, false, false);
    setTimeout(() => this.#comeOnline(id), ms);
  }

  #comeOnline(id: Id): void {
    const player = this.#players[id];
    if (player.isOnline) return;
    player.isOnline = true;
    for (const offer of this.#offers[id]) offer(player);
    this.#offers[id].clear();
    player.awake();
  }

  #dial(from: Player): Link | null {
    if (!from.isOnline) return null;
    const hopMs = this.#between(5, 150);
    const to = otherOf(from.id);
    const channel = memoryLinks(from.id, to, (run) => setTimeout(run, hopMs));
    this.#channels.push(channel);
    const fate: Fate = this.#isCalm ? 'both' : (FATES[this.#between(0, FATES.length)] ?? 'both');
    if (fate !== 'lost') {
      const offer: Offer = (player) => {
        player.take(this.#watched(channel, 1));
        setTimeout(() => {
          if (!this.#silent.has(channel)) channel.check();
        }, hopMs);
        if (fate === 'both' || fate === 'dialler') this.#openLater(channel, 0);
        if (fate === 'both' || fate === 'callee') this.#openLater(channel, 1);
      };
      setTimeout(() => this.#post(from, to, fate === 'expired' ? null : offer), hopMs);
    }
    return this.#watched(channel, 0);
  }

  /** Hands an offer over, at once or when its addressee is back; `null`: it cannot be delivered. */
  #post(from: Player, to: Id, offer: Offer | null): void {
    if (offer !== null && this.#players[to].isOnline) {
      offer(this.#players[to]);
      return;
    }
    if (offer !== null) this.#offers[to].add(offer);
    setTimeout(() => {
      const isDelivered = offer !== null && !this.#offers[to].delete(offer);
      if (!isDelivered && from.isOnline) from.line.unavailable();
    }, EXPIRE_MS);
  }

  #openLater(channel: MemoryChannel, end: 0 | 1): void {
    // Now and then longer than anybody waits.
    const isSlow = !this.#isCalm && this.#random() < 0.1;
    const ms = isSlow ? this.#between(4_000, 12_000) : this.#between(150, 4_000);
    setTimeout(() => {
      if (this.#silent.has(channel)) return;
      this.#opened.add(channel);
      channel.open(end);
    }, ms);
  }

  #watched(channel: MemoryChannel, end: 0 | 1): Link {
    const link = channel.ends[end];
    const watched: Link = {
      ...link,
      close: () => {
        // Of a link that was never open the other end need not hear that it was closed.
        if (!this.#opened.has(channel) && this.#random() < 0.5) this.#silence(channel);
        link.close();
      },
    };
    this.#channelOf.set(watched, channel);
    return watched;
  }

  #silence(channel: MemoryChannel): void {
    this.#silent.add(channel);
    channel.stall();
  }

  /** A whole number from `least` up to, but without, `limit`. */
  #between(least: number, limit: number): number {
    return least + Math.floor(this.#random() * (limit - least));
  }
}

/** A small generator of numbers in [0, 1), good enough to stir a simulation (Mulberry32). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

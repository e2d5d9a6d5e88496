/** A real service with all its layers, a crowd that sends it nonsense, and a few who only want to talk. */
import { SUPERSET_VERSION } from '../protocol/index.ts';
import { createSignaling, type Signaling } from '../server.ts';
import { UNLIMITED } from '../testing/limits.ts';
import { Attacker } from './attacker.ts';
import { type FuzzFrame, frameOf } from './frames.ts';
import { SECRET } from './handshakes.ts';
import { peerMessage, rawMessage } from './messages.ts';
import { Pair } from './pair.ts';
import type { Random } from './random.ts';
import { Watch } from './watch.ts';

/** Clients of each protocol. */
const CROWD = 4;

/** Frames that each sends before it waits for the service. */
const VOLLEY = 50;

/** Part of the rounds in which a client comes anew: the service takes only so many requests from each. */
const COMES_ANEW = 0.2;

/** Smaller than the service's own default, so that what is too long is soon sent. */
const MESSAGE_MAX_BYTES = 65_536;

export class Siege {
  readonly service: Signaling;
  readonly watch: Watch;
  readonly #peers: readonly Attacker[];
  readonly #raw: readonly Attacker[];
  readonly #pairs: readonly Pair[];

  private constructor(service: Signaling, watch: Watch) {
    this.service = service;
    this.watch = watch;
    const url = service.url.replace('http', 'ws');
    const peerUrl = (id: string): string => `${url}/peerjs?key=peerjs&id=${id}&token=${SECRET}-${id}`;
    const rawUrl = (roomId: string): string => `${url}/?roomId=${roomId}&token=${SECRET}`;
    const crowd = Array.from({ length: CROWD }, (_, at) => at);
    // Half of them join, so that what needs a JOIN is tried, too.
    this.#peers = crowd.map((at) => new Attacker(peerUrl(`fuzz-${at}`), at % 2 === 0 ? [JOIN] : []));
    this.#raw = crowd.map((at) => new Attacker(rawUrl(`fuzz-${at >> 1}`)));
    const offer = (nonce: string): object => ({ type: 'OFFER', dst: 'healthy-bob', payload: { nonce } });
    this.#pairs = [
      new Pair([peerUrl('healthy-ann'), peerUrl('healthy-bob')], offer),
      new Pair([rawUrl('healthy'), rawUrl('healthy')], (nonce) => ({ type: 'offer', sdp: nonce })),
    ];
  }

  static async begin(): Promise<Siege> {
    const watch = new Watch();
    const service = await createSignaling({
      host: '127.0.0.1',
      port: 0,
      log: watch.log,
      messageMaxBytes: MESSAGE_MAX_BYTES,
      handshakeTimeoutMs: 1000,
      presenceGraceMs: 20,
      presenceTickMs: 20,
      expireTimeoutMs: 50,
      // A raw room of two attackers has space for the one who comes anew before the old one is gone.
      roomCapacity: 3,
      ...UNLIMITED,
    });
    const siege = new Siege(service, watch);
    await Promise.all(siege.#pairs.map((pair) => pair.open()));
    return siege;
  }

  /** Those who mean well reach each other. */
  async isWell(): Promise<void> {
    await Promise.all(this.#pairs.map((pair) => pair.exchange()));
  }

  /** Sends at least so many frames; whoever is thrown out comes back. */
  async frames(count: number, random: Random): Promise<void> {
    for (let sent = 0; sent < count; sent += 2 * CROWD * VOLLEY) {
      await this.#each((attacker, message) => {
        for (let shot = 0; shot < VOLLEY; shot += 1) {
          attacker.send(frameOf(message(random), random, MESSAGE_MAX_BYTES));
        }
      });
      for (const attacker of [...this.#peers, ...this.#raw]) {
        if (random.chance(COMES_ANEW)) await attacker.close(random.pick(['close', 'terminate']));
      }
    }
  }

  /** Sends one frame from everybody. */
  async frame(frame: FuzzFrame): Promise<void> {
    await this.#each((attacker) => attacker.send(frame));
  }

  async end(): Promise<void> {
    await Promise.all([...this.#peers, ...this.#raw].map((attacker) => attacker.close()));
    for (const pair of this.#pairs) pair.close();
    await this.service.close();
    this.watch.end();
  }

  async #each(attack: (attacker: Attacker, message: typeof peerMessage) => void): Promise<void> {
    const everybody = [...this.#peers, ...this.#raw];
    await Promise.all(everybody.map((attacker) => attacker.open()));
    for (const attacker of this.#peers) attack(attacker, peerMessage);
    for (const attacker of this.#raw) attack(attacker, rawMessage);
    await Promise.all(everybody.map((attacker) => attacker.settle()));
  }
}

const JOIN = JSON.stringify({
  type: 'JOIN',
  payload: { mid: 'join', version: SUPERSET_VERSION, room: 'lobby', status: 'available', allow: ['fuzz-1'] },
});

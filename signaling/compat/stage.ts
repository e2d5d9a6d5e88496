/** Where a scenario plays: one server, the peers that were on it, and what they saw. */
import * as v from 'valibot';
import { eventually } from '../testing/eventually.ts';
import { dial, type Handshake, type RawPeer, type RawPeerOptions } from '../testing/raw-peer.ts';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;

export class Stage {
  readonly #url: string;
  readonly #peers = new Map<string, RawPeer>();
  readonly #answers: string[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  /** @param name how the transcript calls this socket */
  async dial(name: string, handshake: Handshake, options?: RawPeerOptions): Promise<RawPeer> {
    const peer = await dial(this.#url, handshake, options);
    this.#peers.set(name, peer);
    return peer;
  }

  /** A peer that is open under its name as id. */
  async open(name: string): Promise<RawPeer> {
    const peer = await this.dial(name, { id: name, token: `token-of-${name}` });
    await peer.next('OPEN');
    return peer;
  }

  /** Closes a peer and waits until the server knows. */
  async close(peer: RawPeer, id: string): Promise<void> {
    await peer.close();
    await this.#waitUntilGone((online) => !online.includes(id));
  }

  /** Puts an HTTP exchange into the transcript: status, whether a page elsewhere may read it, and body. */
  async request(method: string, path: string): Promise<void> {
    const origin = 'https://elsewhere.example';
    const response = await fetch(this.#url + path, { method, headers: { origin } });
    const allowed = response.headers.get('access-control-allow-origin');
    const cors = allowed === '*' || allowed === origin ? 'readable' : 'hidden';
    const body = (await response.text()).replace(UUID, '<uuid>');
    this.#answers.push(`${method} ${path}: ${response.status} ${cors} ${body}`.trim());
  }

  /** Lets everything settle that is under way between the peers. */
  async settle(): Promise<void> {
    // Once for what each peer sent, once more for what that made the server send to the others.
    for (let round = 0; round < 2; round += 1) {
      for (const peer of this.#peers.values()) await peer.settle();
    }
  }

  /** What everybody saw, socket by socket; then leaves nobody behind. */
  async finish(): Promise<readonly string[]> {
    await this.settle();
    const lines = [...this.#answers];
    for (const [name, peer] of this.#peers) {
      for (const message of peer.received) lines.push(`${name} < ${print(message)}`);
      if (peer.closeCode !== null) lines.push(`${name} closed`);
    }
    for (const peer of this.#peers.values()) await peer.vanish();
    await this.#waitUntilGone((online) => online.length === 0);
    return lines;
  }

  async #waitUntilGone(gone: (online: readonly string[]) => boolean): Promise<void> {
    await eventually(async () => {
      const response = await fetch(`${this.#url}/peerjs/peers`);
      const online = response.ok ? v.parse(v.array(v.string()), await response.json()) : [];
      if (!gone(online)) throw new Error(`still online: ${online.join(', ')}`);
    });
  }
}

/** In one order of fields, and without a payload that is too long to read. */
function print(message: object): string {
  const fields = Object.entries(message).toSorted(([a], [b]) => (a < b ? -1 : 1));
  const text = stringify(Object.fromEntries(fields));
  return text.length > 300 ? `${text.slice(0, 60)}... (${text.length} characters)` : text;
}

/** Without the code of a refusal, which ours adds for clients that read it; a stock client reads `msg` alone. */
function stringify(message: object): string {
  try {
    return JSON.stringify(message, (key, value: unknown) => (key === 'code' ? undefined : value));
  } catch {
    return 'a message that is nested too deep to be written';
  }
}

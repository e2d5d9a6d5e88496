/** Players of one lobby, without sockets: for tests of what happens between them. */
import { vi } from 'vitest';
import type { ClientRequest, RefusalCode, ServerNotice } from '../../../signaling/protocol/index.ts';
import { LobbyClient } from '../../net/index.ts';
import { createChallenges } from '../challenge-flow.ts';
import type { OutgoingState } from '../challenges.ts';

export interface Player {
  readonly id: string;
  readonly challenges: ReturnType<typeof createChallenges>;
  readonly began: string[];
  readonly withdrawn: string[];
  readonly sent: ClientRequest[];
  readonly wanted: (readonly string[])[];
  opponent: string | null;
  /** To the opponent; a game with one that is not there does not stand against another one with it. */
  hasLink: boolean;
  outgoing(): readonly OutgoingState[];
  incoming(): readonly string[];
  offline(): void;
}

/** A service with nothing in it but the passing on of challenges; frames wait until they are delivered. */
export class Hub {
  readonly players = new Map<string, Player>();
  readonly #waiting: (() => void)[] = [];
  /** Says no to whatever is asked of these. */
  readonly refusals = new Map<string, RefusalCode>();
  silent = false;

  player(id: string): Player {
    const began: string[] = [];
    const withdrawn: string[] = [];
    const sent: ClientRequest[] = [];
    const wanted: (readonly string[])[] = [];
    const lobby = new LobbyClient(
      (request) => {
        sent.push(request);
        this.#queue(id, request);
      },
      { changed: () => undefined, silent: () => undefined },
    );
    const player: Player = {
      id,
      began,
      withdrawn,
      sent,
      wanted,
      opponent: null,
      hasLink: true,
      challenges: createChallenges({
        lobby,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
        self: () => id,
        now: () => performance.now(),
        busyFor: (peer) => player.opponent !== null && (player.opponent !== peer || player.hasLink),
        begin(peer) {
          player.opponent = peer;
          player.hasLink = true;
          began.push(peer);
          wanted.push([peer, ...player.challenges.wanted()]);
        },
        withdrawn: (peer, why) => withdrawn.push(`${peer} ${why}`),
        wantedChanged: () => wanted.push(player.challenges.wanted()),
      }),
      outgoing: () => player.challenges.store.getState().outgoing.map(({ state }) => state),
      incoming: () => player.challenges.store.getState().incoming.map(({ from }) => from),
      offline: () => lobby.offline(),
    };
    this.players.set(id, player);
    this.#lobbies.set(id, lobby);
    lobby.online();
    lobby.notice({ type: 'ROOM', payload: { room: 'lobby', rev: 0, members: [], total: 0 } });
    return player;
  }

  readonly #lobbies = new Map<string, LobbyClient>();

  #queue(from: string, request: ClientRequest): void {
    this.#waiting.push(() => this.#handle(from, request));
  }

  #handle(from: string, request: ClientRequest): void {
    if (this.silent) return;
    const { mid } = request.payload;
    if (!('to' in request.payload)) {
      this.#tell(from, { type: 'ACK', payload: { mid } });
      return;
    }
    const { to, challenge } = request.payload;
    const code = this.refusals.get(to) ?? (this.players.has(to) ? null : 'challenge/offline');
    if (code !== null) {
      this.#tell(from, { type: 'REFUSED', payload: { mid, code } });
      return;
    }
    this.#tell(from, { type: 'ACK', payload: { mid } });
    if (request.type === 'CHALLENGE-REPLY') {
      this.#tell(to, { type: request.type, payload: { from, challenge, reply: request.payload.reply } });
    } else if (request.type === 'CHALLENGE' || request.type === 'CHALLENGE-CANCEL') {
      this.#tell(to, { type: request.type, payload: { from, challenge } });
    }
  }

  #tell(to: string, notice: ServerNotice): void {
    this.#waiting.push(() => {
      const challenges = this.players.get(to)?.challenges;
      if (notice.type === 'CHALLENGE') challenges?.received(notice.payload.from, notice.payload.challenge);
      else if (notice.type === 'CHALLENGE-REPLY') {
        challenges?.replied(notice.payload.from, notice.payload.challenge, notice.payload.reply);
      } else if (notice.type === 'CHALLENGE-CANCEL') {
        challenges?.cancelled(notice.payload.from, notice.payload.challenge);
      } else this.#lobbies.get(to)?.notice(notice);
    });
  }

  /** Delivers everything that is under way, and what comes of it. */
  async deliver(): Promise<void> {
    for (;;) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      next();
      // What was awaiting the answer goes on first.
      await vi.advanceTimersByTimeAsync(0);
    }
  }
}

/** How the two browsers stand with each other, in words for the player. */
import { turn } from '../../game/index.ts';
import type { GameView } from '../../session/index.ts';
import type { Connection, Match } from '../../store/match.ts';
import { useLasting } from '../clock.ts';
import { words } from '../words/index.ts';
import type { Hold } from './status.ts';

/** Trouble that is over sooner is not shown at all, ms: a link that drops is often back at once. */
const TROUBLE_MS = 1_000;
const PLAYING: Connection = { state: 'playing' };

/** The connection as the screen shows it. A goodbye shows at once, trouble only once it lasts. */
export function useShownConnection(connection: Connection): Connection {
  const { state } = connection;
  const isTrouble = state !== 'playing' && state !== 'connecting';
  const lasting = useLasting(isTrouble, TROUBLE_MS);
  return isTrouble && !lasting && state !== 'gone' ? PLAYING : connection;
}

/** What the words about the turn tell beside it. */
export function holdOf({ session }: Match, shown: Connection, catchingUp: boolean): Hold {
  if (catchingUp) return 'catching-up';
  if (session.mayClaim) return 'may-claim';
  return shown.state === 'gone' ? 'away' : null;
}

/** Why nothing can be said about the game yet; null when it can. */
export function obstacleOf({ catchingUp, link }: Match['session']): string | null {
  if (!catchingUp) return null;
  return link === 'down' ? words.link.needsLink : words.link.catchingUp;
}

/** `off`: there is none, and none is wanted. */
export type LinkLook = 'good' | 'wait' | 'lost' | 'off';

export function lookOf({ session }: Match, { state }: Connection): LinkLook {
  if (session.ended !== null) return 'off';
  if (state === 'playing') return 'good';
  return state === 'connecting' || state === 'shaky' ? 'wait' : 'lost';
}

export interface LinkLine {
  readonly text: string;
  /** What it means for the player's own move, or what happens next. */
  readonly hint: string | null;
}

/**
 * @param seconds until the next try, null while one is under way
 * @param moved whether the last move was made here without a link
 */
export function linkLineOf(
  match: Match,
  shown: Connection,
  seconds: number | null,
  moved: boolean,
): LinkLine {
  const { peer, session } = match;
  if (session.ended !== null) return { text: words.link.closed, hint: null };
  switch (shown.state) {
    case 'connecting':
      return { text: words.link.connecting, hint: null };
    case 'playing':
      return playingLine(match.path);
    case 'shaky': {
      const hidden = session.absence?.why === 'hidden';
      return { text: hidden ? words.link.background(peer) : words.link.shaky(peer), hint: null };
    }
    case 'reconnecting':
      return { text: words.link.reconnecting(shown.attempt, seconds), hint: moveHint(session.game, moved) };
    case 'gone':
      return { text: goneText(match), hint: moveHint(session.game, moved) ?? words.link.nextTry(seconds) };
  }
}

function playingLine(path: Match['path']): LinkLine {
  if (path === null) return { text: words.link.connected, hint: null };
  return { text: `${words.link.connected} · ${words.link.paths[path]}`, hint: words.link.pathHints[path] };
}

/** Why the other side is gone. */
export function goneText({ peer, session }: Match): string {
  return words.link.gone[session.absence?.why ?? 'silent'](peer);
}

function moveHint(game: GameView | null, moved: boolean): string | null {
  if (game === null || game.result !== null) return null;
  if (moved) return words.link.moveKept;
  if (turn(game.position) !== game.me) return null;
  return game.mayPlay ? words.link.mayMove : words.link.mayNotMove;
}

/** A word for the seat of the opponent; null while all is well, or over. */
export function seatWordOf({ session }: Match, { state }: Connection): string | null {
  const { seat } = words.link;
  if (session.ended !== null) return session.ended.reason === 'left' ? seat.left : null;
  return state === 'shaky' || state === 'reconnecting' || state === 'gone' ? seat[state] : null;
}

/** What has changed between two states of a store, in sentences to be read out. */
import {
  boardOf,
  boardOutcome,
  cellOf,
  type Move,
  type Player,
  type Position,
  turn,
} from '../../game/index.ts';
import type { GameView, SessionEnd } from '../../session/index.ts';
import type { SaidLine } from '../../store/chat-log.ts';
import type { ChallengesState } from '../../store/challenges.ts';
import type { IdentityState } from '../../store/identity.ts';
import type { LocalState } from '../../store/local.ts';
import type { Connection, Match } from '../../store/match.ts';
import type { ServiceStatus } from '../../store/service.ts';
import { rematchWords } from '../play/claims.ts';
import { goneText } from '../play/connection.ts';
import { shownNotices } from '../play/notices.ts';
import { endingOf, failureOf, localStatusOf, type Status, statusOf } from '../play/status.ts';
import { words } from '../words/index.ts';

const sentenceOf = (status: Status): string => `${status.headline}. ${status.detail}`;

export function matchNews(before: Match | null, now: Match | null): readonly string[] {
  if (now === null) return [];
  const news: string[] = [];
  const then = before?.peer === now.peer ? before : null;
  if (now.failure !== null) {
    if (then?.failure !== now.failure) {
      const failure = failureOf(now.failure, now.peer);
      news.push(`${failure.title}. ${failure.text}`);
    }
  } else if (now.step !== null && then?.step !== now.step) {
    news.push(words.connect.steps[now.step].title);
  }
  if (now.session.game !== null) news.push(...gameNews(then?.session.game ?? null, now.session.game, now));
  const known = new Set(then?.notices.map((notice) => notice.key));
  for (const { key, sentence } of shownNotices(now.notices)) if (!known.has(key)) news.push(sentence);
  const { ended, mayClaim } = now.session;
  const was = then?.session.ended ?? null;
  if (ended !== null && (was === null || isClosed(ended) !== isClosed(was)) && now.failure === null) {
    const { title, text } = endingOf(ended, now.peer);
    news.push(`${title}. ${text}`);
  }
  if (mayClaim && then?.session.mayClaim !== true) news.push(words.absence.mayClaim);
  if (now.unrelayed && then?.unrelayed !== true && now.failure === null) news.push(words.privacy.unrelayed);
  return news;
}

const isClosed = (ended: SessionEnd): boolean => ended.reason === 'disputed' && ended.closed;

type LinkState = Connection['state'];

/** What has become of the link, as the screen shows it: not each try to get it back. */
export function linkNews(before: LinkState, now: LinkState, match: Match): readonly string[] {
  const { peer, session } = match;
  if (before === now || session.ended !== null) return [];
  switch (now) {
    case 'connecting':
      return [];
    case 'playing':
      return before === 'connecting' ? [] : [words.link.back(peer)];
    case 'shaky':
      return before === 'playing' ? [`${words.link.shaky(peer)}.`] : [];
    case 'reconnecting':
      return [words.link.lost(peer)];
    case 'gone':
      return [`${goneText(match)}.`, `${words.absence.waits(peer)}.`].slice(
        0,
        session.phase === 'playing' ? 2 : 1,
      );
  }
}

function gameNews(before: GameView | null, now: GameView, match: Match): readonly string[] {
  const { peer, session } = match;
  const then = before?.id === now.id ? before : null;
  const news: string[] = [];
  if (then === null) {
    const fresh = now.moves.length === 0;
    news.push(fresh ? words.news.started(now.me, now.number) : words.news.goesOn(now.me));
  }
  // A game that goes on from where it stood is new, and its last move is old.
  const moved = then !== null && now.moves.length > then.moves.length;
  const last = now.moves.at(-1);
  if (moved && last !== undefined) {
    news.push(...moveNews(now.position, last, (mark) => (mark === now.me ? words.news.you : peer)));
  }
  if (then === null || moved || then.result?.by !== now.result?.by) {
    if (session.ended === null || now.result !== null) {
      news.push(sentenceOf(statusOf(now, session.ended, peer)));
    }
  }
  if (then?.provisional === true && !now.provisional && now.result?.by === 'claim')
    news.push(words.claim.stands);
  if (now.result === null && now.drawOffer === 'theirs' && then?.drawOffer !== 'theirs') {
    news.push(words.play.theyOfferDraw(peer));
  }
  if (then !== null && then.rematch !== now.rematch) {
    const { theirs, states } = rematchWords(now);
    const said = now.rematch === 'theirs' ? theirs(peer) : states[now.rematch](peer);
    if (said !== null) news.push(said);
  }
  return news;
}

/** @param name how to call the player of a mark */
function moveNews(position: Position, move: Move, name: (mark: Player) => string): readonly string[] {
  const board = boardOf(move);
  const mover = turn(position) === 'X' ? 'O' : 'X';
  const news = [words.news.played(name(mover), board, cellOf(move))];
  const closed = boardOutcome(position, board);
  if (closed !== null) {
    news.push(closed.winner === null ? words.news.boardDrawn(board) : words.news.took(name(mover), board));
  }
  return news;
}

export function localNews(before: LocalState, now: LocalState): readonly string[] {
  if (before.position === now.position) return [];
  const status = sentenceOf(localStatusOf(now.position));
  const last = now.moves.at(-1);
  if (now.moves.length === before.moves.length - 1) return [words.news.undone, status];
  if (last === undefined) return [words.news.restarted, status];
  return [...moveNews(now.position, last, (mark) => mark), status];
}

type Challenges = Pick<ChallengesState, 'incoming' | 'outgoing'>;

export function challengesNews(
  before: Challenges,
  now: Challenges,
): { readonly urgent: readonly string[]; readonly calm: readonly string[] } {
  const was = new Map(before.outgoing.map((outgoing) => [outgoing.challenge, outgoing.state]));
  const known = new Set(before.incoming.map((incoming) => incoming.challenge));
  return {
    urgent: now.incoming
      .filter(({ challenge }) => !known.has(challenge))
      .map(({ from }) => words.challenge.incoming(from)),
    calm: now.outgoing
      .filter(({ challenge, state }) => state !== 'sending' && was.get(challenge) !== state)
      .map(({ to, state }) => words.challenge.outgoing[state](to)),
  };
}

/** Where the page stands with the service between two attempts to connect. */
export type SettledStatus = Exclude<ServiceStatus, { phase: 'connecting' | 'renewing' | 'resting' }>;

export function isSettled(status: ServiceStatus): status is SettledStatus {
  return !['connecting', 'renewing', 'resting'].includes(status.phase);
}

/** @param before `null` while the page has not been connected yet */
export function serviceNews(before: SettledStatus | null, now: SettledStatus): readonly string[] {
  if (before?.phase === now.phase) return [];
  switch (now.phase) {
    case 'online':
      return before === null ? [] : [words.service.back];
    case 'reconnecting':
      return [words.service.lost];
    case 'replaced':
      return [`${words.service.otherTab}. ${words.service.otherTabMore}`];
    case 'unusable':
      return [words.service.reasons[now.reason]];
  }
}

type Who = Pick<IdentityState, 'id' | 'replacedId' | 'wish'>;

export function identityNews(before: Who, now: Who): readonly string[] {
  if (now.wish === 'failed' && before.wish !== 'failed') return [words.identity.rerollFailed];
  if (before.id === now.id || now.id === null) return [];
  if (before.id === null) return [words.identity.given(now.id)];
  return [
    now.replacedId === null
      ? words.identity.rerolled(now.id)
      : words.identity.replaced(now.replacedId, now.id),
  ];
}

/** More messages than these at once are counted, not read out. */
const READ_MAX = 3;

/** @param said what others said since the last time */
export function chatNews(said: readonly Pick<SaidLine, 'from' | 'name' | 'text'>[]): readonly string[] {
  if (said.length > READ_MAX) return [words.chat.unread(said.length)];
  return said.map(({ from, name, text }) => words.chat.said(name ?? from, text));
}

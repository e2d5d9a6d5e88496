/** English, second part: the codes of the floors below as sentences. */
import type { Dispute, FatalRefusal, NoticeCode } from '../../session/index.ts';
import type { ConnectFailure } from '../../store/match.ts';
import type { ChatFailure } from '../../store/chat-log.ts';
import type { UnusableReason } from '../../store/service.ts';

const UNCHANGED = 'The board is unchanged.';

/** What happened in the game that the player should read. */
export const noticeWords: Readonly<Record<NoticeCode, string>> = {
  'frame/too-long': `The other page sent a message that is too long. It was ignored.`,
  'frame/not-json': `The other page sent something unreadable. It was ignored.`,
  'frame/unknown-type': `The other page sent a message this one does not know. It may be newer: reload both.`,
  'frame/malformed': `The other page sent a message that makes no sense. It was ignored.`,
  'frame/bad-ack': `The other page confirmed something that was never sent. It was ignored.`,
  'toss/unexpected': `The other page tossed for X at the wrong moment. It was ignored.`,
  'game/not-begun': `The other page acted before the game had begun. It was ignored.`,
  'game/wrong-game': `The other page acted in another game than this one. It was ignored.`,
  'game/wrong-ply': `The other page counts other moves than this one. Its message was refused. ${UNCHANGED}`,
  'game/over': `Your opponent tried to go on after the end of the game. It was refused.`,
  'ply/out-of-turn': `Your opponent tried to move out of turn. The move was refused. ${UNCHANGED}`,
  'ply/wrong-ply': `Your opponent sent a move that is not the next one. It was refused. ${UNCHANGED}`,
  'ply/illegal-move': `Your opponent sent a move that the rules forbid. It was refused. ${UNCHANGED}`,
  'ply/head-mismatch': `Your opponent’s page has seen another game than yours. Its move was refused. ${UNCHANGED}`,
  'draw/too-soon': `Your opponent repeated a draw offer too soon. It was ignored.`,
  'draw/no-offer': `Your opponent answered a draw offer that does not stand. It was ignored.`,
  'rematch/not-over': `Your opponent asked for a rematch before the end. It was ignored.`,
  'rematch/too-soon': `Your opponent repeated a rematch offer. It was ignored.`,
  'rematch/no-offer': `Your opponent answered a rematch offer that does not stand. It was ignored.`,
  'claim/too-soon': `The other page claimed the game although you were there. It was refused. ${UNCHANGED}`,
  'claim/stands': `The other page sent a move after it had said that there was none. It was refused. ${UNCHANGED}`,
  'command/not-playing': 'There is no game to do that in.',
  'command/game-over': 'The game is over.',
  'command/not-your-turn': 'It is not your turn.',
  'command/game-not-over': 'The game is not over yet.',
  'command/may-not-offer': 'You have offered already. Make a move before you offer again.',
  'command/no-offer': 'The offer is gone.',
  'command/catching-up': 'This page was away. Wait a moment until it has caught up.',
  'command/may-not-claim':
    'You cannot claim the game now: they are there, or have not been away for long enough.',
  'command/no-dispute': 'There is no dispute to end.',
  'move/not-a-move': 'That is not a cell of the board.',
  'move/game-over': 'The game is over.',
  'move/wrong-board': 'This move belongs in the lit board.',
  'move/board-closed': 'That board is finished.',
  'move/cell-taken': 'That cell is taken.',
  'draw/declined': 'Your draw offer was declined.',
  'draw/lapsed': 'Your opponent played on, so your draw offer is gone.',
  'rematch/declined': 'Your opponent does not want a rematch.',
  'claim/beaten': 'They had moved before you claimed, so the game goes on.',
  'peer/refused':
    'The other page refused something that this one sent. If the game hangs, leave and start again.',
};

/** Why two pages cannot play with each other; `text` says what to do. */
export const endWords: Readonly<Record<FatalRefusal, { readonly title: string; readonly text: string }>> = {
  'session/version': {
    title: 'The two pages speak different versions',
    text: 'One of you has an older page open. Reload on both sides: a game that has begun goes on by itself.',
  },
  'session/handshake-timeout': {
    title: 'Their page does not go on',
    text: 'It answers, but does not say what it owes: how the game begins, or what it had done meanwhile.',
  },
  'session/flood': {
    title: 'The other page sent too much',
    text: 'It behaved as no honest page does, so the connection was cut.',
  },
  'toss/commitment-changed': {
    title: 'The toss was not fair',
    text: 'The other side tried to draw again after seeing our half of the toss. No game was started.',
  },
  'toss/bad-reveal': {
    title: 'The toss was not fair',
    text: 'The other side showed another secret than the one it had committed to. No game was started.',
  },
};

/** What to do when it is known whose page is of an older version. */
export const olderWords: Readonly<Record<'me' | 'them', string>> = {
  me: 'Yours is older: reload this page. A game that has begun goes on by itself.',
  them: 'Theirs is older: ask them to reload. A game that has begun goes on by itself.',
};

/** What two sides that meet again find, and cannot put right. */
export const disputeWords: Readonly<Record<Dispute, string>> = {
  'resume/other-session': 'Your browser remembers this game, and theirs another one or none.',
  'resume/other-game': 'The two browsers are not at the same game of this match.',
  'resume/other-chain': 'The two browsers remember different moves.',
  'resume/two-apart': 'One browser remembers at least two moves more than the other.',
  'resume/not-my-ply': 'One browser remembers a move that the player who should have made it does not.',
  'resume/forgotten': 'One browser has forgotten something that it had said before.',
  'resume/gap': 'One browser has forgotten more than the other kept for it.',
};

/** Why two browsers did not find a line to each other. */
export const failureWords: Readonly<
  Record<ConnectFailure, { readonly title: (id: string) => string; readonly text: string }>
> = {
  'connect/no-answer': {
    title: (id) => `${id} does not answer`,
    text: 'They may have closed the page or lost their connection. Challenge them again in a moment.',
  },
  'connect/no-path': {
    title: () => 'No path between your networks',
    text: 'Both browsers tried, but a firewall or a broken relay on one side lets nothing through. Another network, such as a mobile one, often helps.',
  },
  'connect/called-off': {
    title: (id) => `${id} called it off`,
    text: 'They changed their mind, took another game, or cannot connect right now. You can challenge them again.',
  },
  'connect/no-relay': {
    title: () => 'The relay does not answer',
    text: 'Your address stays hidden, so no connection was made. Try again in a moment, or turn the setting off: then your browsers connect directly, and your opponent can see your address.',
  },
};

/** Why nobody can be reached from this page, however often it tries. */
export const unusableWords: Readonly<Record<UnusableReason, string>> = {
  load: 'A part of this page did not load. Check your connection and reload.',
  unsupported:
    'This browser blocks direct connections: WebRTC is switched off by it, by an extension or by this network. Allow it, or try another browser.',
  config: 'This page is set up wrongly: its config.json cannot be read. Tell whoever runs it.',
  unproven:
    'This service lets in only pages that can prove who they are, and this one cannot. Open it over https, or in a newer browser.',
};

const NOT_CONNECTED = 'Not sent: the lobby did not answer.';
const TOO_FAST = 'Not sent: too many messages at once. Wait a few seconds.';
const NOT_UNDERSTOOD = 'Not sent: the service did not take it. Reload the page.';

/** Why a message in the chat was not sent. */
export const chatFailureWords: Readonly<Record<ChatFailure, string>> = {
  timeout: NOT_CONNECTED,
  'request/not-joined': NOT_CONNECTED,
  'request/malformed': NOT_UNDERSTOOD,
  'request/version': NOT_UNDERSTOOD,
  'request/rate': TOO_FAST,
  'limit/connection': TOO_FAST,
  'limit/address': 'Not sent: too much comes from your network. Wait a few seconds.',
  'limit/room': 'Not sent: everybody is talking at once. Wait a few seconds.',
  'room/full': 'Not sent: the lobby is full.',
  'room/forbidden': 'Not sent: the lobby is not open to you.',
  'room/too-many': NOT_CONNECTED,
  'chat/refused': 'Not sent: a moderator does not allow this text.',
  'challenge/offline': NOT_CONNECTED,
  'challenge/playing': NOT_CONNECTED,
  'challenge/self': NOT_CONNECTED,
  'challenge/unconfirmed': NOT_CONNECTED,
};

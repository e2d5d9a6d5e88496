/** English. Codes that arrive from other floors become sentences here, and only here. */
import { board, news, status } from './game.en.ts';
import { disputeWords, endWords, failureWords, noticeWords, olderWords, unusableWords } from './codes.en.ts';
import { absence, claim, dispute, link, storage } from './link.en.ts';
import { chat, name } from './chat.en.ts';
import { privacy } from './privacy.en.ts';
import { tabs } from './tabs.en.ts';

const app = {
  name: 'Ultimate Tic Tac Toe',
  home: 'Ultimate Tic Tac Toe, home',
  close: 'Close',
  localTitle: 'Two players',
  gameRunning: (id: string) => `Your game with ${id} is still open.`,
  backToGame: 'Back to the game',
};

const service = {
  connecting: 'Connecting…',
  online: 'Online',
  /** It takes a moment that nobody need notice. */
  renewing: 'Online',
  reconnecting: 'Offline',
  /** Nobody looks, and who does sees it for a moment only. */
  resting: 'Away',
  replaced: 'Paused',
  unusable: 'Offline',
  back: 'Connected to the lobby again.',
  lost: 'The connection to the lobby is lost. A running game goes on without it.',
  nextTry: (seconds: number) => (seconds > 0 ? `Next try in ${seconds} s.` : 'Trying again…'),
  tryNow: 'Try now',
  otherTab: 'This ID is open in another tab',
  otherTabMore: 'Only one tab at a time can be reached under an ID. This one waits.',
  takeOver: 'Use it here',
  reload: 'Reload',
  reasons: unusableWords,
};

const identity = {
  youAre: 'You are',
  more: 'Friends reach you by this ID while this page is open, and for half an hour in the background.',
  copy: 'Copy ID',
  copied: 'Copied',
  copyFailed: 'This browser does not let us copy. Select the ID and copy it by hand.',
  share: 'Share link',
  linkCopied: 'Link copied',
  linkCopyFailed: 'This browser does not let us copy. The QR code shows the link as text.',
  shareText: (id: string) => `Play Ultimate Tic Tac Toe with me. I am ${id}.`,
  onlyHere:
    'Only this computer can open this link. For a phone, open this page under the address that this computer has in your network.',
  qr: 'QR code',
  qrTitle: 'Scan to challenge me',
  qrMore: 'The camera of a phone opens this page, ready to challenge you.',
  qrImage: 'QR code of your link',
  reroll: 'New ID',
  rerolled: (id: string) => `Your new ID is ${id}.`,
  rerollFailed: 'There is no new ID to be had right now. Try again in a moment.',
  given: (id: string) => `You are ${id}.`,
  getting: 'getting your ID…',
  gettingMore: 'It takes a moment. Meanwhile you can read how to play, or play on this device.',
  replaced: (old: string, id: string) => `${old} could not be kept for you, so you are ${id} now.`,
  ok: 'OK',
  notKept:
    'This browser keeps nothing for this page (a private window, perhaps): a reload gives you a new ID.',
};

const challenge = {
  title: 'Challenge a friend',
  field: 'Their ID or link',
  example: 'rare-geckos-jam',
  send: 'Challenge',
  sendTo: (id: string) => `Challenge ${id}`,
  invalid: 'That is not an ID. One looks like rare-geckos-jam.',
  empty: 'Type or paste the ID of the player first.',
  obstacles: {
    offline: 'You are not connected to the lobby right now.',
    noId: 'You have no ID yet. It takes a moment.',
    paused: 'This tab is paused: your ID is open in another one.',
    playing: 'Finish your game first.',
  },
  own: 'That is your own ID. Send it to a friend, or ask for theirs.',
  linkTitle: (id: string) => `Challenge ${id}?`,
  linkMore: 'You followed their link. They get your challenge at once, if their page is open.',
  linkOwnTitle: 'This is your own link',
  linkOwnMore: 'Whoever opens it can challenge you. Send it to a friend.',
  notNow: 'Not now',
  region: 'Challenges',
  incoming: (id: string) => `${id} challenges you`,
  incomingMore: 'Accepting connects your two browsers directly.',
  incomingHidden: 'Accepting connects you through a relay: your address stays hidden.',
  takenBack: (id: string) => `${id} took the challenge back.`,
  accept: 'Accept',
  acceptFrom: (id: string) => `Accept the challenge of ${id}`,
  decline: 'Decline',
  declineFrom: (id: string) => `Decline the challenge of ${id}`,
  cancel: 'Cancel',
  cancelTo: (id: string) => `Cancel the challenge to ${id}`,
  dismiss: 'Dismiss',
  dismissTo: (id: string) => `Dismiss the challenge to ${id}`,
  outgoing: {
    sending: (id: string) => `Sending your challenge to ${id}…`,
    waiting: (id: string) => `Waiting for ${id}…`,
    offline: (id: string) =>
      `Nobody with the ID ${id} is here right now. Check the spelling, or ask them to open this page.`,
    playing: (id: string) => `${id} is in a game. Try again when it is over.`,
    declined: (id: string) => `${id} declined.`,
    busy: (id: string) => `${id} has just started another game.`,
    expired: (id: string) => `${id} did not answer. They may have stepped away.`,
    unreachable: () => 'The challenge did not get through. Check your connection and try again.',
    unconfirmed: (id: string) => `It is not certain that ${id} got your challenge. Try again.`,
    limited: () => 'That was too much at once. Wait a few seconds and try again.',
    self: () => 'That is your own ID.',
  },
};

const lobby = {
  title: 'In the lobby',
  others: (count: number) => (count === 1 ? '1 other player' : `${count} other players`),
  empty: 'Nobody else is here yet. Share your link, and play as soon as your friend opens it.',
  loading: 'Looking who is here…',
  stale: 'As of before the connection was lost',
  more: (count: number) => `and ${count} more`,
  showAll: (count: number) => `Show all ${count}`,
  status: { available: 'Available', playing: 'Playing', away: 'Away' },
  asked: 'Asked',
  askedId: (id: string) => `Asked ${id}`,
};

const howTo = {
  title: 'How to play',
  rules: [
    {
      title: 'Win small boards',
      text: 'Three in a row on one of the nine small boards takes that board.',
    },
    {
      title: 'Your cell sends them',
      text: 'The cell you play in names the board your opponent must play in next. If that board is finished, they choose any open one.',
    },
    {
      title: 'Three boards win',
      text: 'Take three small boards in a row and the game is yours. A full board without a row counts for nobody.',
    },
  ],
  local: 'Two players on this device',
  localMore: 'Pass one device back and forth. No connection needed.',
  sameRoom: 'In the same room?',
};

const connect = {
  title: (id: string) => `Connecting to ${id}`,
  steps: {
    find: { title: 'Finding them', text: 'Asking their browser for a line to yours.' },
    connect: { title: 'Connecting', text: 'Looking for a path between your two networks.' },
    greet: { title: 'Saying hello', text: 'Checking that both pages play by the same rules.' },
    toss: { title: 'Tossing for X', text: 'A fair draw that neither side can bend.' },
  },
  done: 'done',
  giveUp: 'Give up',
  failed: 'No connection',
  failures: failureWords,
  none: 'No game here',
  noneMore: 'Find somebody to play in the lobby.',
};

/** Why a session is over. The title may name the opponent; the text says what to do. */
const ended = {
  leftByThem: (id: string) => `${id} left the game`,
  leftByMe: 'You left the game',
  leftMore: 'Challenge them again, or find somebody else in the lobby.',
  refused: endWords,
  older: olderWords,
  disputed: disputeWords,
  noResult: 'The game has no result.',
};

const play = {
  heading: (id: string) => `Game with ${id}`,
  players: 'Players',
  you: 'you',
  plays: (mark: string) => `plays ${mark}`,
  won: (count: number) => `${count} won`,
  drawn: (count: number) => `${count} drawn`,
  resign: 'Resign',
  resignTitle: 'Resign this game?',
  resignMore: (id: string) => `${id} wins.`,
  keepPlaying: 'Keep playing',
  offerDraw: 'Offer draw',
  drawOffered: 'Draw offered',
  theyOfferDraw: (id: string) => `${id} offers a draw`,
  theyOfferDrawMore: 'Playing on is the same as declining.',
  acceptDraw: 'Accept draw',
  declineDraw: 'Decline',
  leave: 'Leave',
  leaveTitle: 'Leave for good?',
  leaveMore: (id: string) => `You cannot come back to this game, and ${id} may claim the win.`,
  leaveKept: 'If you want to go on later, close the page instead: the game waits.',
  backToLobby: 'Back to lobby',
  challengeAgain: 'Challenge again',
};

/** Asking for another game, and what becomes of it. */
const rematch = {
  offer: 'Rematch',
  theirs: (id: string) => `${id} wants a rematch`,
  theirsMore: 'You swap sides: whoever played O now plays X.',
  accept: 'Play again',
  decline: 'No, thanks',
  states: {
    none: () => null,
    mine: (id: string) => `Waiting for ${id} to accept the rematch…`,
    'declined-by-them': (id: string) => `${id} does not want a rematch.`,
    'declined-by-me': () => 'You declined the rematch.',
    withdrawn: () => 'The rematch offer is gone.',
  },
};

/** The same after two claims against each other, where the next game is the old one. */
const goOn: typeof rematch = {
  offer: 'Go on',
  theirs: (id) => `${id} wants to go on`,
  theirsMore: 'From where the game stood, with the same marks.',
  accept: 'Play on',
  decline: 'No, thanks',
  states: {
    none: () => null,
    mine: (id) => `Waiting for ${id} to go on…`,
    'declined-by-them': (id) => `${id} does not want to go on.`,
    'declined-by-me': () => 'You did not want to go on.',
    withdrawn: () => 'The offer to go on is gone.',
  },
};

const notices = {
  // A map, because a code comes from outside, and an object would have words for `constructor`.
  codes: new Map<string, string>(Object.entries(noticeWords)),
  other: (code: string) => `Something from the other page was refused (${code}). The board is unchanged.`,
  because: (reason: string) => `The reason: ${reason}`,
  dismiss: 'OK',
};

const local = {
  title: 'Two players on this device',
  undo: 'Undo',
  restart: 'Restart',
  restartTitle: 'Start again?',
  restartMore: 'The moves so far are gone.',
  back: 'Back',
};

export const en = {
  app,
  service,
  identity,
  challenge,
  lobby,
  chat,
  name,
  privacy,
  howTo,
  board,
  status,
  news,
  connect,
  ended,
  play,
  rematch,
  goOn,
  link,
  absence,
  claim,
  dispute,
  storage,
  notices,
  local,
  tabs,
};

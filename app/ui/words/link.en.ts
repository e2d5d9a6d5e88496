/** English, fourth part: the link to the other side, and what happens while they are away. */

/** A time to wait, for instance `8 s` or `4 min 5 s`. */
const span = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`;
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? '' : ` ${rest} s`}`;
};

/** The line below the buttons: how the two browsers stand with each other. */
export const link = {
  connecting: 'Connecting…',
  connected: 'Connected',
  /** After `Connected`; what it means, below it. */
  paths: { direct: 'direct', relayed: 'relayed', hidden: 'relayed' },
  pathHints: {
    direct: null,
    relayed: 'A relay passes the moves on, and cannot read them.',
    hidden: 'It does not show them your address.',
  },
  closed: 'Not connected',
  milliseconds: (ms: number) => `${Math.round(ms)} ms`,
  shaky: (id: string) => `No sign of ${id} for a few seconds`,
  background: (id: string) => `${id} has the page in the background`,
  reconnecting: (attempt: number, seconds: number | null) =>
    seconds === null
      ? `Reconnecting, try ${attempt}…`
      : `Reconnecting, try ${attempt}, next in ${span(seconds)}`,
  gone: {
    left: (id: string) => `${id} left the game`,
    closed: (id: string) => `${id} closed the page`,
    hidden: (id: string) => `${id} is away`,
    silent: (id: string) => `${id} is silent`,
  },
  nextTry: (seconds: number | null) =>
    seconds === null ? 'Trying to reach them…' : `Next try in ${span(seconds)}`,
  tryNow: 'Try now',
  /** What becomes of an own move without a link: one that may be made, one that was, and one that has to wait. */
  mayMove: 'You can move: it goes out later.',
  moveKept: 'Your move is kept and goes out later.',
  mayNotMove: 'You can move once the link is back.',
  /** Why a button does nothing, after this page was away. */
  needsLink: 'This is possible once the link is back.',
  catchingUp: 'Catching up: this is possible in a moment.',
  /** In the seat of the opponent, beside the mark: a word or two. */
  seat: { shaky: 'no sign', reconnecting: 'reconnecting', gone: 'away', left: 'left' },
  /** Read out. */
  lost: (id: string) => `The link to ${id} is lost. Reconnecting.`,
  back: (id: string) => `Connected to ${id} again.`,
};

export const absence = {
  waits: (id: string) => `The game waits for ${id}`,
  more: {
    closed: 'They may come back at any moment.',
    hidden: 'They were looking at something else when the link broke.',
    silent: 'Their network may be down, or their device asleep.',
    left: 'They do not come back.',
  },
  /** This player hides their address, and no relay takes the connection. */
  unrelayed: 'They may well be there, but the relay between you does not answer.',
  mayClaimIn: (seconds: number) => `You may claim the win in ${span(seconds)}.`,
  mayClaim: 'You may claim the win, or call it a draw.',
  mayClaimTitle: 'You may claim the win',
  claimWin: 'Claim the win',
  claimDraw: 'Call it a draw',
  keepWaiting: 'Keep waiting',
  decide: 'Claim…',
};

/** What a claim has made of the game. */
export const claim = {
  mine: { win: 'You claimed the win', draw: 'You called it a draw' },
  provisional: (id: string) => `It stands unless ${id} comes back and had moved before.`,
  unsettled: (id: string) => `${id} has to be heard first.`,
  stands: 'Your claim stands.',
  theirs: (id: string) => `${id} claimed the win`,
  theirsMore: 'They waited, and you were away.',
  each: 'You each claimed against the other',
  eachMore: 'Both of you were there, only the link was not. So there is no result, and you can go on.',
};

export const dispute = {
  title: 'The two boards do not fit together',
  unchanged: 'Nothing was overwritten, but the game cannot go on.',
  code: 'Code',
  end: 'End without a result',
  leave: 'Leave the game',
};

export const storage = {
  notKept: 'This browser keeps nothing: closing or reloading this page loses the game.',
  keptByTab: 'This is a second tab: it can be reloaded, but closing it loses the game.',
};

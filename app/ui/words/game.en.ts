/** English, third part: the board and what happens on it. */

/** The nine places of a 3x3 board, row by row: names both for local boards and for cells. */
const places = [
  'top left',
  'top centre',
  'top right',
  'middle left',
  'centre',
  'middle right',
  'bottom left',
  'bottom centre',
  'bottom right',
] as const;

const place = (index: number): string => places[index] ?? String(index + 1);
const inBoard = (board: number): string => `the ${place(board)} board`;

export const board = {
  place,
  label: (id: string) => `Board, game with ${id}`,
  localLabel: 'Board, two players on this device',
  board: (index: number) => `Board ${index + 1} (${place(index)})`,
  cell: (index: number) => `cell ${index + 1} (${place(index)})`,
  boardWon: (mark: string) => `won by ${mark}`,
  boardDrawn: 'drawn',
  empty: 'empty',
  playable: 'playable',
  lastMove: 'last move',
  sends: (index: number) => `Sends them to ${inBoard(index)}`,
  frees: 'Frees them to play in any open board',
  ends: 'Ends the game',
  taken: 'That cell is taken.',
  wrongBoard: (index: number) => `This move belongs in ${inBoard(index)}.`,
  closed: 'That board is finished.',
  notYourTurn: 'It is not your turn.',
  catchingUp: 'Catching up: you can move in a moment.',
  gameOver: 'The game is over.',
  keys: 'Keyboard: arrows move, 1–9 pick a cell of the lit board, Enter plays.',
};

export const status = {
  yourTurn: 'Your turn',
  theirTurn: (id: string) => `${id}’s turn`,
  markTurn: (mark: string) => `${mark} to move`,
  playIn: (index: number) => `Play in ${inBoard(index)}.`,
  playAnywhere: 'Play in any cell.',
  playAnyOpen: 'Play in any open board.',
  theyPlayIn: (index: number) => `They play in ${inBoard(index)}.`,
  theyPlayAnywhere: 'They may play in any open board.',
  youWon: 'You won',
  youLost: 'You lost',
  draw: 'Draw',
  markWon: (mark: string) => `${mark} won`,
  wonBy: {
    line: 'Three boards in a row.',
    resignation: 'They resigned.',
    claim: 'Claimed: they were away.',
  },
  lostBy: {
    line: 'They have three boards in a row.',
    resignation: 'You resigned.',
    claim: 'Claimed: you were away.',
  },
  drawnBy: {
    full: 'No open board is left.',
    agreement: 'You both agreed.',
    claim: 'Claimed: one of you was away.',
    claims: 'You each claimed the game.',
  },
  claimedYet: 'Claimed, unless they moved in time.',
  claimedLeft: 'Claimed: they left.',
  catchingUp: 'Catching up before you can move…',
  theyAreAway: 'They are away: the game waits.',
  mayClaim: 'Away: you may claim the win.',
  theyLeft: 'They left before the end.',
  noResult: 'No result',
  unfinished: 'Game broken off',
  inDispute: 'In dispute',
  disputed: 'Ended as disputed',
};

export const news = {
  started: (mark: string, number: number) => `Game ${number} starts. You play ${mark}.`,
  goesOn: (mark: string) => `The game goes on. You play ${mark}.`,
  played: (who: string, boardIndex: number, cell: number) =>
    `${who} played ${place(cell)} in ${inBoard(boardIndex)}.`,
  you: 'You',
  took: (who: string, boardIndex: number) => `${who} took ${inBoard(boardIndex)}.`,
  boardDrawn: (boardIndex: number) => `The ${place(boardIndex)} board is drawn.`,
  undone: 'Move taken back.',
  restarted: 'New game.',
};

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
  line: 'Three boards in a row.',
  theirLine: 'They have three boards in a row.',
  full: 'No open board is left.',
  theyResigned: 'They resigned.',
  youResigned: 'You resigned.',
  agreed: 'You both agreed.',
  unfinished: 'Game broken off',
};

export const news = {
  started: (mark: string, number: number) => `Game ${number} starts. You play ${mark}.`,
  played: (who: string, boardIndex: number, cell: number) =>
    `${who} played ${place(cell)} in ${inBoard(boardIndex)}.`,
  you: 'You',
  took: (who: string, boardIndex: number) => `${who} took ${inBoard(boardIndex)}.`,
  boardDrawn: (boardIndex: number) => `The ${place(boardIndex)} board is drawn.`,
  undone: 'Move taken back.',
  restarted: 'New game.',
};

import { expect, test } from 'vitest';
import { moveOf } from '../game/index.ts';
import { createSession, step } from './session.ts';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';
import type { Action } from './simulator/player.ts';

// The first moves of `SHORTEST_WIN`: 51, 12, 23.
const FIRST = moveOf(5, 1);
const SECOND = moveOf(1, 2);
const THIRD = moveOf(2, 3);

const codes = (duet: Duet, name: 'ann' | 'bob') => duet.notices(name).map(({ code }) => code);

test('two honest sides do not come to a game', () => {
  const duet = new Duet();
  expect(duet.view('ann')).toMatchObject({ phase: 'connecting', link: 'down', game: null });
  duet.open();
  for (const name of NAMES)
    expect(duet.view(name)).toMatchObject({ phase: 'playing', link: 'open', ended: null });
  expect(duet.view('ann').game).toMatchObject({
    number: 1,
    me: 'X',
    moves: [],
    result: null,
    mayOfferDraw: true,
  });
  expect(duet.view('bob').game).toMatchObject({ number: 1, me: 'O', id: duet.view('ann').game?.id });
});

test('a whole game ends differently on the two sides', () => {
  const duet = new Duet().open().playAll(SHORTEST_WIN);
  for (const name of NAMES) {
    expect(duet.view(name).phase).toBe('over');
    expect(duet.view(name).game).toMatchObject({ result: { by: 'line', winner: 'X' }, moves: SHORTEST_WIN });
    expect(duet.notices(name)).toEqual([]);
  }
  expect(duet.state('ann').match?.head).toBe(duet.state('bob').match?.head);
  expect(duet.view('ann').score).toEqual({ mine: 1, theirs: 0, drawn: 0 });
  expect(duet.view('bob').score).toEqual({ mine: 0, theirs: 1, drawn: 0 });
});

const MOVE: Action = { type: 'play', move: FIRST };
const COMMANDS: readonly Action[] = [
  MOVE,
  { type: 'resign' },
  { type: 'offer-draw' },
  { type: 'accept-draw' },
  { type: 'decline-draw' },
  { type: 'offer-rematch' },
  { type: 'accept-rematch' },
  { type: 'decline-rematch' },
];

test.each(COMMANDS)('$type before the game does something', (command) => {
  const duet = new Duet();
  const before = duet.state('ann');
  expect(duet.act('ann', command)).toEqual([{ type: 'notice', code: 'command/not-playing' }]);
  expect(duet.state('ann')).toEqual(before);
});

test.each(COMMANDS)('$type after the end of the session does something', (command) => {
  const duet = new Duet().open();
  duet.act('bob', { type: 'leave' });
  duet.deliver();
  const before = duet.state('ann');
  expect(duet.act('ann', command)).toEqual([{ type: 'notice', code: 'command/not-playing' }]);
  expect(duet.state('ann')).toEqual(before);
});

test.each([
  ['a move out of turn', 'bob', MOVE, 'command/not-your-turn'],
  [
    'a move on another board than the forced one',
    'ann',
    { type: 'play', move: FIRST },
    'move/wrong-board',
    2,
  ],
  ['a move that is none', 'ann', { type: 'play', move: 81 }, 'move/not-a-move'],
  ['accepting a draw that is not offered', 'ann', { type: 'accept-draw' }, 'command/no-offer'],
  ['declining a draw that is not offered', 'ann', { type: 'decline-draw' }, 'command/no-offer'],
  ['a rematch during the game', 'ann', { type: 'offer-rematch' }, 'command/game-not-over'],
  ['accepting a rematch that is not offered', 'ann', { type: 'accept-rematch' }, 'command/no-offer'],
  ['a move after the game', 'bob', MOVE, 'command/game-over', 17],
  ['resigning after the game', 'bob', { type: 'resign' }, 'command/game-over', 17],
  ['a draw offer after the game', 'bob', { type: 'offer-draw' }, 'command/game-over', 17],
] as const)('%s changes something', (_, name, command, code, plies?: number) => {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, plies ?? 0));
  const before = duet.state(name);
  expect(duet.act(name, command)).toEqual([{ type: 'notice', code }]);
  expect(duet.state(name)).toEqual(before);
});

test('an offer is repeated at once, or before the next own move', () => {
  const duet = new Duet().open().play('ann', FIRST);
  const offer: Action = { type: 'offer-draw' };
  duet.act('ann', offer);
  expect(duet.view('ann').game).toMatchObject({ drawOffer: 'mine', mayOfferDraw: false });
  duet.act('ann', offer);
  expect(codes(duet, 'ann')).toEqual(['command/may-not-offer']);
  duet.deliver();
  duet.act('bob', { type: 'decline-draw' });
  duet.deliver();
  expect(duet.view('ann').game).toMatchObject({ drawOffer: 'none', mayOfferDraw: false });
  duet.play('bob', SECOND);
  expect(duet.view('ann').game?.mayOfferDraw).toBe(false);
  duet.play('ann', THIRD);
  expect(duet.view('ann').game?.mayOfferDraw).toBe(true);
  duet.act('ann', offer);
  duet.deliver();
  expect(duet.view('bob').game?.drawOffer).toBe('theirs');
});

test('the offerer moves, and the offer is gone', () => {
  const duet = new Duet().open();
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver().play('ann', FIRST);
  expect(duet.view('bob').game?.drawOffer).toBe('theirs');
  duet.act('bob', { type: 'offer-draw' });
  duet.deliver();
  for (const name of NAMES) expect(duet.view(name).game?.result).toEqual({ by: 'agreement', winner: null });
});

test('the opponent moves, and the offer still stands', () => {
  const duet = new Duet().open().play('ann', FIRST);
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver().play('bob', SECOND);
  for (const name of NAMES) expect(duet.view(name).game?.drawOffer).toBe('none');
  expect(codes(duet, 'ann')).toEqual(['draw/lapsed']);
});

test('a declined rematch is asked for again, or cannot be offered by the one who declined', () => {
  const duet = new Duet().open();
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  duet.act('ann', { type: 'offer-rematch' });
  duet.deliver();
  expect(duet.view('bob').game).toMatchObject({ rematch: 'theirs', mayOfferRematch: false });
  duet.act('bob', { type: 'decline-rematch' });
  duet.deliver();
  expect(duet.view('ann').game).toMatchObject({ rematch: 'declined-by-them', mayOfferRematch: false });
  expect(duet.view('bob').game).toMatchObject({ rematch: 'declined-by-me', mayOfferRematch: true });
  duet.act('ann', { type: 'offer-rematch' });
  expect(codes(duet, 'ann')).toEqual(['rematch/declined', 'command/may-not-offer']);
  duet.act('bob', { type: 'offer-rematch' });
  duet.deliver();
  duet.act('ann', { type: 'accept-rematch' });
  duet.deliver();
  for (const name of NAMES)
    expect(duet.view(name).game).toMatchObject({ number: 2, moves: [], rematch: 'none' });
});

test('a rematch offer outlives the one who made it', () => {
  const duet = new Duet().open();
  duet.act('ann', { type: 'resign' });
  duet.act('ann', { type: 'offer-rematch' });
  duet.deliver();
  duet.act('ann', { type: 'leave' });
  duet.deliver();
  expect(duet.view('bob').game).toMatchObject({ rematch: 'withdrawn', mayOfferRematch: false });
  expect(duet.act('bob', { type: 'accept-rematch' })).toMatchObject([{ code: 'command/not-playing' }]);
});

test('a goodbye is not heard, or the link closes before it is', () => {
  const duet = new Duet().open();
  const said = duet.act('ann', { type: 'leave' });
  expect(said.map(({ type }) => type)).toEqual(['store', 'send']);
  duet.deliver('bob');
  expect(duet.view('bob').ended).toEqual({ reason: 'left', by: 'them' });
  expect(duet.state('ann').link).toBe('open');
  duet.deliver('ann');
  expect(duet.state('ann').link).toBe('closed');
  expect(duet.entries.filter((entry) => 'effect' in entry && entry.effect.type === 'close')).toHaveLength(2);
});

test('a lost goodbye is not repeated, or waited for without end', () => {
  const duet = new Duet().open();
  duet.act('ann', { type: 'leave' });
  duet.lose('bob').advance(1_000);
  expect(duet.view('bob').ended).toEqual({ reason: 'left', by: 'them' });

  const alone = new Duet().open();
  alone.act('ann', { type: 'leave' });
  alone.advance(2_999, { cut: true });
  expect(alone.state('ann').link).toBe('open');
  alone.advance(1, { cut: true });
  expect(alone.state('ann').link).toBe('closed');
});

test('a page that closes waits for an answer, or ends the game', () => {
  const duet = new Duet().open();
  const said = duet.feed('ann', { type: 'page', state: 'closing', at: 0 });
  expect(said.map(({ type }) => type)).toEqual(['send', 'hang-up']);
  expect(duet.deliver().entries.at(-1)).toEqual({ who: 'bob', effect: { type: 'hang-up' } });
  for (const name of NAMES) expect(duet.view(name)).toMatchObject({ phase: 'playing', link: 'down' });
  expect(duet.view('bob').absence?.why).toBe('closed');
});

test('a link that breaks ends the session', () => {
  const duet = new Duet().open().cut();
  for (const name of NAMES) {
    expect(duet.view(name)).toMatchObject({ phase: 'playing', link: 'down', ended: null });
  }
});

test('a frame that comes after the link is gone is heard', () => {
  const duet = new Duet().open().cut();
  const before = duet.state('ann');
  expect(duet.inject('ann', { t: 'bye', seq: 3, ack: 3 })).toEqual([]);
  expect(duet.state('ann')).toEqual(before);
});

test('leaving before the link is open does not close it', () => {
  const duet = new Duet();
  expect(duet.act('ann', { type: 'leave' })).toMatchObject([{ type: 'store' }, { type: 'close' }]);
  expect(duet.feed('ann', { type: 'link-open', at: 0 })).toEqual([]);
});

test.each([
  [3, 'me'],
  [1, 'them'],
] as const)('a peer with version %d of the protocol: nobody learns who is older', (protocol, older) => {
  const duet = new Duet();
  duet.feed('ann', { type: 'link-open', at: 0 });
  const effects = duet.inject('ann', { t: 'hello', protocol });
  expect(duet.view('ann').ended).toEqual({ reason: 'refused', code: 'session/version', older });
  // The hello goes out again, so that the other side can tell as well, and gets the time for it.
  expect(effects).toMatchObject([
    { type: 'store' },
    { type: 'send', text: expect.stringContaining('"hello"') },
  ]);
  duet.inject('ann', { t: 'ack', ack: 0 });
  duet.advance(2_999, { cut: true });
  expect(duet.state('ann').link).toBe('open');
  duet.advance(1, { cut: true });
  expect(duet.state('ann').link).toBe('closed');
});

test('a broken contract of createSession goes unnoticed', () => {
  const init = { self: 'ann', peer: 'bob', build: 'b', secret: '00'.repeat(32), toss: null, at: 0 };
  expect(() => createSession({ ...init, peer: 'ann' })).toThrow(RangeError);
  expect(() => createSession({ ...init, peer: 'b\nob' })).toThrow(RangeError);
  expect(() => createSession({ ...init, build: 'a b' })).toThrow(RangeError);
  expect(() => createSession({ ...init, secret: 'AA'.repeat(32) })).toThrow(RangeError);
});

test('a clock that goes back takes the session with it', () => {
  const { state } = createSession({
    self: 'a',
    peer: 'b',
    build: 'b',
    secret: '00'.repeat(32),
    toss: null,
    at: 50,
  });
  expect(step(state, { type: 'tick', at: 10 }).state.now).toBe(50);
});

import { expect, test } from 'vitest';
import { gameOf, matchOf, PEER, X_WINS } from '../fixtures.ts';
import {
  challengesNews,
  chatNews,
  identityNews,
  linkNews,
  localNews,
  matchNews,
  serviceNews,
} from './news.ts';

const local = (moves: string) => {
  const { position, moves: played } = gameOf(moves);
  return { position, moves: played, play: () => undefined, undo: () => undefined, restart: () => undefined };
};

test('a move of the opponent is read with where to play next', () => {
  expect(matchNews(matchOf(gameOf('40')), matchOf(gameOf('40 04')))).toEqual([
    'rare-geckos-jam played centre in the top left board.',
    'Your turn. Play in the centre board.',
  ]);
});

test('a move that takes a board says so', () => {
  expect(matchNews(matchOf(gameOf('01 10 02 20')), matchOf(gameOf('01 10 02 20 00')))).toContain(
    'You took the top left board.',
  );
});

test('nothing is read again when only the round trip has changed', () => {
  const before = matchOf(gameOf('40'), { roundTripMs: 20 });
  expect(matchNews(before, matchOf(gameOf('40'), { roundTripMs: 25 }))).toEqual([]);
});

test('nothing is read again when the same result arrives in a new object', () => {
  const over = () => matchOf(gameOf(X_WINS, { result: { by: 'line', winner: 'X' } }));
  expect(matchNews(over(), over())).toEqual([]);
});

test('a game that is given up is read without a move', () => {
  const resigned = gameOf('40', { result: { by: 'resignation', winner: 'X' } });
  expect(matchNews(matchOf(gameOf('40')), matchOf(resigned))).toEqual(['You won. They resigned.']);
});

test('a rematch is a new game, not a move taken back', () => {
  const over = matchOf(gameOf(X_WINS, { result: { by: 'line', winner: 'X' } }));
  expect(matchNews(over, matchOf(gameOf('', { id: 'next', number: 2, me: 'O' })))).toEqual([
    'Game 2 starts. You play O.',
    'rare-geckos-jam’s turn. They may play in any open board.',
  ]);
});

test('offers, refused moves and the end of the session are read once', () => {
  const before = matchOf(gameOf('40 04'));
  const offered = matchOf(gameOf('40 04', { drawOffer: 'theirs' }));
  expect(matchNews(before, offered)).toEqual(['rare-geckos-jam offers a draw']);
  const refused = { notices: [{ key: 7, code: 'ply/out-of-turn', detail: null }] };
  const warned = matchOf(gameOf('40 04', { drawOffer: 'theirs' }), {}, refused);
  expect(matchNews(offered, warned)).toHaveLength(1);
  const ended = matchOf(
    gameOf('40 04', { drawOffer: 'theirs' }),
    { ended: { reason: 'left', by: 'them' } },
    refused,
  );
  expect(matchNews(warned, ended)[0]).toContain('left the game');
  expect(matchNews(ended, ended)).toEqual([]);
});

test('a game that goes on is no new one, and its last move is not read as if it had just been made', () => {
  const claims = gameOf('40 04', { result: { by: 'claims', winner: null } });
  const resumed = matchOf(gameOf('40 04', { id: 'next', number: 2 }));
  expect(matchNews(matchOf(claims), resumed)).toEqual([
    'The game goes on. You play X.',
    'Your turn. Play in the centre board.',
  ]);
});

test('the link is read when it fails and when it is back, not at each try', () => {
  const match = matchOf(gameOf('40'));
  expect(linkNews('playing', 'shaky', match)).toHaveLength(1);
  expect(linkNews('shaky', 'reconnecting', match)[0]).toContain('is lost');
  expect(linkNews('reconnecting', 'reconnecting', match)).toEqual([]);
  expect(linkNews('reconnecting', 'playing', match)).toEqual(['Connected to rare-geckos-jam again.']);
});

test('who hides hears once that no relay takes the connection, and in a failure only its own words', () => {
  const lost = matchOf(gameOf('40'), { link: 'down' }, { unrelayed: true });
  expect(matchNews(matchOf(gameOf('40')), lost)).toEqual([expect.stringContaining('address stays hidden')]);
  expect(matchNews(lost, lost)).toEqual([]);
  const failed = matchOf(null, {}, { unrelayed: true, failure: 'connect/no-relay' });
  expect(matchNews(matchOf(null), failed)).toHaveLength(1);
});

test('the first connection is not read as one that is back', () => {
  expect(linkNews('connecting', 'playing', matchOf(gameOf('')))).toEqual([]);
});

test('who closes the page is read as gone, with what that means only while the game runs', () => {
  const away = { absence: { why: 'closed', since: 0, mayClaimAt: 10_000 } } as const;
  expect(linkNews('playing', 'gone', matchOf(gameOf('40'), away))).toEqual([
    'rare-geckos-jam closed the page.',
    'The game waits for rare-geckos-jam.',
  ]);
  expect(linkNews('playing', 'gone', matchOf(gameOf('40'), { ...away, phase: 'over' }))).toHaveLength(1);
  const ended = { ...away, ended: { reason: 'left', by: 'them' } } as const;
  expect(linkNews('playing', 'gone', matchOf(gameOf('40'), ended))).toEqual([]);
});

test('that one may claim is read once, and so is what has become of the claim', () => {
  const waiting = matchOf(gameOf('40'));
  const may = matchOf(gameOf('40'), { mayClaim: true });
  expect(matchNews(waiting, may)).toEqual(['You may claim the win, or call it a draw.']);
  expect(matchNews(may, may)).toEqual([]);
  const result = { by: 'claim', winner: 'X' } as const;
  const claimed = matchOf(gameOf('40', { result, provisional: true }));
  expect(matchNews(may, claimed)).toEqual(['You won. Claimed, unless they moved in time.']);
  expect(matchNews(claimed, matchOf(gameOf('40', { result })))).toEqual(['Your claim stands.']);
  const each = matchOf(gameOf('40', { result: { by: 'claims', winner: null } }));
  expect(matchNews(claimed, each)[0]).toContain('No result');
  const beaten = { notices: [{ key: 3, code: 'claim/beaten', detail: null }] };
  expect(matchNews(claimed, matchOf(gameOf('40 04'), {}, beaten)).at(-1)).toContain('the game goes on');
});

test('a dispute is read when it is found and when it is closed', () => {
  const disputed = (closed: boolean) =>
    matchOf(gameOf('40'), { ended: { reason: 'disputed', code: 'resume/other-chain', closed } });
  expect(matchNews(matchOf(gameOf('40')), disputed(false))[0]).toContain('do not fit together');
  expect(matchNews(disputed(false), disputed(true))[0]).toContain('Ended as disputed');
  expect(matchNews(disputed(true), disputed(true))).toEqual([]);
});

test('each step of connecting is read, and a failure with what to do', () => {
  const find = matchOf(null, {}, { step: 'find' });
  expect(matchNews(null, find)).toEqual(['Finding them']);
  expect(matchNews(find, matchOf(null, {}, { step: 'connect' }))).toEqual(['Connecting']);
  const failed = matchOf(null, {}, { step: 'connect', failure: 'connect/no-path' });
  expect(matchNews(find, failed)).toHaveLength(1);
  expect(matchNews(failed, failed)).toEqual([]);
});

test('on one device a move, an undo and a restart sound different', () => {
  expect(localNews(local('40'), local('40 04'))[0]).toBe('O played centre in the top left board.');
  expect(localNews(local('40 04'), local('40'))[0]).toBe('Move taken back.');
  expect(localNews(local('40 04'), local(''))[0]).toBe('New game.');
});

test('an incoming challenge is urgent, what became of an own one is not', () => {
  const none = { incoming: [], outgoing: [] };
  const asked = { incoming: [{ challenge: 'a', from: PEER }], outgoing: [] };
  expect(challengesNews(none, asked).urgent).toEqual(['rare-geckos-jam challenges you']);
  expect(challengesNews(asked, asked).urgent).toEqual([]);
  const state = (now: 'sending' | 'waiting' | 'declined') => ({
    incoming: [],
    outgoing: [{ challenge: 'b', to: PEER, state: now }],
  });
  expect(challengesNews(none, state('sending')).calm).toEqual([]);
  expect(challengesNews(state('sending'), state('waiting')).calm).toEqual(['Waiting for rare-geckos-jam…']);
  expect(challengesNews(state('waiting'), state('declined')).calm).toEqual(['rare-geckos-jam declined.']);
});

test('a new ID is read, and why when it was not asked for', () => {
  const none = { id: null, replacedId: null, wish: 'none' } as const;
  const before = { ...none, id: 'old-frogs-leap' };
  expect(identityNews(none, { ...none, id: PEER })).toEqual(['You are rare-geckos-jam.']);
  expect(identityNews(before, { ...none, id: PEER })).toEqual(['Your new ID is rare-geckos-jam.']);
  expect(identityNews(before, { ...none, id: PEER, replacedId: 'old-frogs-leap' })).toEqual([
    'old-frogs-leap could not be kept for you, so you are rare-geckos-jam now.',
  ]);
  expect(identityNews(before, before)).toEqual([]);
});

test('a wish for a new ID that fails leaves people waiting', () => {
  const before = { id: PEER, replacedId: null, wish: 'asked' } as const;
  expect(identityNews(before, { ...before, wish: 'failed' })).toHaveLength(1);
});

test('a talkative lobby is counted, not read out', () => {
  const said = { from: PEER, name: null, text: 'hello' };
  expect(chatNews([said])).toEqual(['rare-geckos-jam: hello']);
  expect(chatNews([{ ...said, name: 'Ann' }])).toEqual(['Ann: hello']);
  expect(chatNews([said, said, said, said])).toEqual(['4 new messages']);
});

test('the service is read when it is lost, back or taken by another tab, not at each attempt', () => {
  const online = { phase: 'online' } as const;
  const lost = (attempt: number) => ({ phase: 'reconnecting', attempt, retryAt: 0 }) as const;
  expect(serviceNews(null, online)).toEqual([]);
  expect(serviceNews(online, lost(1))[0]).toContain('is lost');
  expect(serviceNews(lost(1), lost(2))).toEqual([]);
  expect(serviceNews(lost(2), online)).toEqual(['Connected to the lobby again.']);
  expect(serviceNews(online, { phase: 'replaced' })[0]).toContain('another tab');
});

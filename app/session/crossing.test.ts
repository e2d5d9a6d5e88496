/** Messages that cross on their way: both sides come to the same log and the same result. */
import { expect, test } from 'vitest';
import { Duet, NAMES, SHORTEST_WIN } from './simulator/duet.ts';

/** Ann plays X. The log is `plies` long, everything delivered. */
function begun(plies: number): Duet {
  const duet = new Duet().open().playAll(SHORTEST_WIN.slice(0, plies));
  expect(duet.view('bob').game?.moves).toHaveLength(plies);
  return duet;
}

/** How the game stands for both; throws when they see it differently, or one has refused something. */
function agreed(duet: Duet) {
  const [ann, bob] = NAMES.map((name) => ({
    refusals: duet.state(name).guard.refusals,
    head: duet.state(name).match?.head,
    moves: duet.view(name).game?.moves,
    result: duet.view(name).game?.result,
  }));
  expect(ann).toEqual(bob);
  expect(ann?.refusals).toBe(0);
  return { result: ann?.result, plies: ann?.moves?.length };
}

const DRAWN = { by: 'agreement', winner: null };

test('a resignation crosses a ply', () => {
  const duet = begun(1);
  duet.act('ann', { type: 'resign' });
  duet.act('bob', { type: 'play', move: 11 });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: { by: 'resignation', winner: 'O' }, plies: 2 });
});

test('a resignation crosses the ply that wins', () => {
  const duet = begun(16);
  duet.act('bob', { type: 'resign' });
  duet.act('ann', { type: 'play', move: SHORTEST_WIN[16] ?? Number.NaN });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: { by: 'line', winner: 'X' }, plies: 17 });
});

test('two resignations cross', () => {
  const duet = begun(2);
  duet.act('bob', { type: 'resign' });
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: { by: 'resignation', winner: 'O' }, plies: 2 });
});

test('a resignation crosses a ply and the resignation after it', () => {
  const duet = begun(2);
  duet.act('bob', { type: 'resign' });
  duet.act('ann', { type: 'play', move: 21 });
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: { by: 'resignation', winner: 'X' }, plies: 3 });
});

test('two draw offers cross', () => {
  const duet = begun(2);
  for (const name of NAMES) duet.act(name, { type: 'offer-draw' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: DRAWN, plies: 2 });
});

test('two draw offers cross, and one offerer has moved since', () => {
  const duet = begun(2);
  duet.act('bob', { type: 'offer-draw' });
  duet.act('ann', { type: 'offer-draw' });
  duet.act('ann', { type: 'play', move: 21 });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: DRAWN, plies: 3 });
});

test('a draw offer crosses a ply and the offer after it', () => {
  const duet = begun(2);
  duet.act('bob', { type: 'offer-draw' });
  duet.act('ann', { type: 'play', move: 21 });
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: null, plies: 3 });
  expect(duet.view('bob').game?.drawOffer).toBe('theirs');
  expect(duet.view('ann').game?.drawOffer).toBe('mine');
  expect(duet.notices('bob').map(({ code }) => code)).toEqual(['draw/lapsed']);
});

test('a draw offer crosses the ply that makes it lapse', () => {
  const duet = begun(2);
  duet.act('bob', { type: 'offer-draw' });
  duet.act('ann', { type: 'play', move: 21 });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: null, plies: 3 });
  for (const name of NAMES) expect(duet.view(name).game?.drawOffer).toBe('none');
});

test('an accepted draw crosses the next ply of the offerer', () => {
  const duet = begun(2);
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver();
  duet.act('bob', { type: 'accept-draw' });
  duet.act('ann', { type: 'play', move: 21 });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: DRAWN, plies: 3 });
});

test('an accepted draw crosses the resignation of the offerer', () => {
  const duet = begun(2);
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver();
  duet.act('bob', { type: 'accept-draw' });
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: { by: 'resignation', winner: 'O' }, plies: 2 });
});

test('an offer after a declined one counts as crossing it', () => {
  const duet = begun(2);
  duet.act('ann', { type: 'offer-draw' });
  duet.deliver();
  duet.act('bob', { type: 'decline-draw' });
  duet.act('bob', { type: 'offer-draw' });
  duet.deliver();
  expect(agreed(duet)).toEqual({ result: null, plies: 2 });
  expect(duet.view('ann').game?.drawOffer).toBe('theirs');
  expect(duet.notices('ann').map(({ code }) => code)).toEqual(['draw/declined']);
});

test('two rematch offers cross', () => {
  const duet = begun(1);
  duet.act('ann', { type: 'resign' });
  duet.deliver();
  for (const name of NAMES) duet.act(name, { type: 'offer-rematch' });
  duet.deliver();
  expect(duet.view('ann').game).toMatchObject({ number: 2, me: 'O', moves: [] });
  expect(duet.view('bob').game).toMatchObject({ number: 2, me: 'X', moves: [] });
  expect(duet.view('ann').game?.id).toBe(duet.view('bob').game?.id);
  expect(duet.view('ann').score).toEqual({ mine: 0, theirs: 1, drawn: 0 });
  expect(duet.view('bob').score).toEqual({ mine: 1, theirs: 0, drawn: 0 });
});

test('both leave at once', () => {
  const duet = begun(1);
  for (const name of NAMES) duet.act(name, { type: 'leave' });
  duet.deliver().advance(5_000);
  for (const name of NAMES) {
    expect(duet.view(name).ended).toEqual({ reason: 'left', by: 'me' });
    expect(duet.state(name).link).toBe('closed');
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChatMessage, HISTORY_MAX } from '../../signaling/protocol/index.ts';
import { type ChatLine, lineOf, withHistory, withPresence, withSaid } from './chat-log.ts';

const message = (id: string, at: number, from = 'ann'): ChatMessage => ({ id, at, from, text: `text ${id}` });
const line = (id: string, at: number, from?: string) => lineOf(message(id, at, from), 'me');
const ids = (lines: readonly ChatLine[]) => lines.map((one) => (one.kind === 'said' ? one.id : '-'));

test('a message that is heard twice stands once, where it was, as it was heard last', () => {
  const lines = withSaid(withSaid([], line('1', 1)), line('2', 2));
  const again = withSaid(lines, { ...line('1', 1), text: 'moderated' });
  expect(ids(again)).toEqual(['1', '2']);
  expect(again[0]).toMatchObject({ text: 'moderated' });
});

test('two players may use the same id', () => {
  expect(withSaid(withSaid([], line('1', 1)), line('1', 2, 'bob'))).toHaveLength(2);
});

test('a history that tells nothing new changes nothing, who came and went included', () => {
  const lines = withPresence(withSaid([], line('1', 1)), ['bob'], []);
  expect(withHistory(lines, [line('1', 1)])).toBe(lines);
});

test('a history comes before what was heard while it was on its way, and after what is older', () => {
  const lines = withSaid(withSaid([], line('1', 1)), line('4', 4));
  expect(ids(withHistory(lines, [line('2', 2), line('3', 3), line('4', 4)]))).toEqual(['1', '2', '3', '4']);
});

test('what is yet to be sent stays at the end of a history', () => {
  const waiting = { ...line('mine', 1, 'me'), state: 'sending' } as const;
  expect(ids(withHistory([waiting], [line('2', 2)]))).toEqual(['2', 'mine']);
});

test('what has arrived is no longer waiting, whatever told of it', () => {
  const waiting = { ...line('mine', 1, 'me'), state: 'failed', failure: 'timeout' } as const;
  const told = withHistory([waiting], [line('mine', 5, 'me'), line('2', 6)]);
  expect(told[0]).toMatchObject({ id: 'mine', state: 'sent', failure: null });
  expect(told).toHaveLength(2);
});

test('who comes and goes is one line until somebody speaks', () => {
  let lines = withPresence([], ['ann'], []);
  lines = withPresence(lines, ['bob'], []);
  lines = withPresence(lines, [], ['eve']);
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ joined: ['ann', 'bob'], left: ['eve'] });
  lines = withPresence(withSaid(lines, line('1', 1)), ['eve'], []);
  expect(lines).toHaveLength(3);
});

test('who only comes and goes, or goes and comes, leaves no line', () => {
  expect(withPresence(withPresence([], ['ann'], []), [], ['ann'])).toEqual([]);
  expect(withPresence(withPresence([], [], ['ann']), ['ann'], [])).toEqual([]);
});

test('however much is said, the newest lines are kept, each with a key of its own', () => {
  const step = fc.oneof(
    fc.record({ what: fc.constant('said' as const), id: fc.nat(200) }),
    fc.record({ what: fc.constant('history' as const), from: fc.nat(150) }),
    fc.record({ what: fc.constant('came' as const), who: fc.constantFrom('x', 'y', 'z') }),
    fc.record({ what: fc.constant('went' as const), who: fc.constantFrom('x', 'y', 'z') }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      let lines: readonly ChatLine[] = [];
      for (const one of steps) {
        if (one.what === 'said') lines = withSaid(lines, line(`${one.id}`, one.id));
        else if (one.what === 'came') lines = withPresence(lines, [one.who], []);
        else if (one.what === 'went') lines = withPresence(lines, [], [one.who]);
        else {
          const told = Array.from({ length: 50 }, (_, index) =>
            line(`${one.from + index}`, one.from + index),
          );
          lines = withHistory(lines, told);
        }
        expect(lines.length).toBeLessThanOrEqual(HISTORY_MAX);
        expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
      }
    }),
    { numRuns: 50 },
  );
});

/** What is stored, said and closed, and in which order, over whole simulated games. */
import { expect, test } from 'vitest';
import { isSameRecord, recordOf } from './record.ts';
import { step } from './session.ts';
import { ABSENT, FORGETFUL, ROUGH } from './simulator/faults.ts';
import { LOSSY, ORDERLY } from './simulator/link.ts';
import { DEVOTED, LIVELY } from './simulator/player.ts';
import { simulate } from './simulator/simulate.ts';
import type { Effect, SessionEvent, SessionState, Step } from './state.ts';

const SLOW = { timeout: 60_000 };

/** Runs games of all kinds, and shows every step of one side. @returns how many steps there were */
function watch(look: (before: SessionState, after: Step) => void): number {
  let steps = 0;
  const sabotage = (before: SessionState, event: SessionEvent): Step => {
    const after = step(before, event);
    look(before, after);
    steps += 1;
    return after;
  };
  for (let seed = 0; seed < 12; seed += 1) {
    simulate({ seed, link: LOSSY, habits: DEVOTED, faults: ABSENT, sabotage });
    simulate({ seed, link: LOSSY, habits: DEVOTED, faults: FORGETFUL, sabotage });
    simulate({ seed, link: ORDERLY, habits: LIVELY, faults: ROUGH, sabotage });
  }
  return steps;
}

const typeOf = (text: string): string => /"t":"([\w-]+)"/.exec(text)?.[1] ?? '';
const sent = (effects: readonly Effect[]): readonly string[] =>
  effects.flatMap((effect) => (effect.type === 'send' ? [effect.text] : []));

test('something is sent before it is stored, or what is stored is not what was sent', SLOW, () => {
  let stores = 0;
  const steps = watch((before, { state, effects }) => {
    const stored = effects.filter(({ type }) => type === 'store');
    expect(stored).toEqual(isSameRecord(before, state) ? [] : [{ type: 'store', record: recordOf(state) }]);
    // Without the secret of its toss, a session that has committed to it is worth nothing.
    const isStore = ({ type }: Effect): boolean => type === 'store-toss' || type === 'store';
    const lastStore = effects.findLastIndex(isStore);
    expect(effects.slice(0, lastStore + 1).every(isStore)).toBe(true);
    expect(stored.length === 0 || effects[lastStore]?.type === 'store').toBe(true);
    stores += stored.length;
    // A secret is out only once the commitment that it answers is stored for good.
    const reveal = effects.findIndex((effect) => effect.type === 'send' && typeOf(effect.text) === 'reveal');
    const isNew = reveal !== -1 && before.toss.record?.theirs === null;
    expect(isNew && !effects.slice(0, reveal).some(({ type }) => type === 'store-toss')).toBe(false);
  });
  expect(stores).toBeGreaterThan(1_000);
  expect(stores).toBeLessThan(steps / 4);
});

test('something but a hello is said on a link before their hello has come', SLOW, () => {
  let hellos = 0;
  watch((before, { state, effects }) => {
    const types = sent(effects).map(typeOf);
    hellos += types.filter((type) => type === 'hello').length;
    expect(types.length > 0 && before.link !== 'open' && state.link !== 'open').toBe(false);
    expect(state.hello.theirs === null && types.some((type) => type !== 'hello')).toBe(false);
  });
  expect(hellos).toBeGreaterThan(300);
});

test('something follows the end of a link in one step, or a session closes twice', SLOW, () => {
  watch((_, { state, effects }) => {
    const places = effects.flatMap(({ type }, place) =>
      type === 'hang-up' || type === 'close' ? [place] : [],
    );
    expect(places.length).toBeLessThanOrEqual(1);
    for (const place of places) {
      expect(sent(effects.slice(place))).toEqual([]);
      expect(state.link).not.toBe('open');
    }
  });
});

import { expect, test } from 'vitest';
import { step as honestStep } from '../session.ts';
import type { SessionEvent, SessionState, Step } from '../state.ts';
import { ABSENT, FAULT_KINDS, FORGETFUL, ROUGH } from './faults.ts';
import { LOSSY, ORDERLY } from './link.ts';
import { DEVOTED, LIVELY, PATIENT } from './player.ts';
import { SimulationFailure, type SimulationOptions } from './report.ts';
import { simulate } from './simulate.ts';

const SEEDS = 400;

/** A busy machine is no failure. */
const SLOW = { timeout: 120_000 };

type Options = Omit<SimulationOptions, 'seed'>;

/** Runs many seeds, and counts what happened. A failure names its seed. */
function simulateAll(options: Options, seeds = SEEDS) {
  const reports = Array.from({ length: seeds }, (_, seed) => simulate({ seed, ...options }));
  const counts = (names: readonly string[]): Record<string, number> =>
    Object.fromEntries(
      [...new Set(names)].map((name) => [name, names.filter((each) => each === name).length]),
    );
  return {
    games: reports.reduce((sum, { games }) => sum + games, 0),
    relinks: reports.reduce((sum, { relinks }) => sum + relinks, 0),
    results: counts(reports.flatMap(({ results }) => results)),
    ends: counts(reports.flatMap(({ ends }) => ends)),
    faults: counts(reports.flatMap(({ faults }) => faults)),
  };
}

test('on an orderly link, messages that cross bring the two sides apart', SLOW, () => {
  const { games, results, ends } = simulateAll({ link: ORDERLY, habits: LIVELY });
  // The run has to reach what it is about.
  expect(games).toBeGreaterThan(SEEDS);
  expect(results['resignation']).toBeGreaterThan(100);
  expect(results['agreement']).toBeGreaterThan(50);
  // Nothing is lost, so every goodbye is heard.
  expect(Object.keys(ends)).toEqual(['left']);
});

test('whole games to the last ply come out differently on the two sides', SLOW, () => {
  const { results } = simulateAll({ link: ORDERLY, habits: PATIENT }, SEEDS / 4);
  expect(results['line']).toBeGreaterThan(SEEDS / 8);
  expect(results['full']).toBeGreaterThan(SEEDS / 40);
});

test('a link that loses, doubles and reorders brings the two sides apart', SLOW, () => {
  const { games, ends } = simulateAll({ link: LOSSY, habits: LIVELY });
  expect(games).toBeGreaterThan(SEEDS / 2);
  for (const end of Object.keys(ends)) expect(['left', 'none']).toContain(end);
});

test.each([
  ['lively players on an orderly link', { link: ORDERLY, habits: LIVELY, faults: ROUGH }, 200],
  ['patient players on a lossy link', { link: LOSSY, habits: PATIENT, faults: ROUGH }, 60],
  ['devoted players on a lossy link', { link: LOSSY, habits: DEVOTED, faults: ROUGH }, 40],
  ['devoted players who are long away', { link: ORDERLY, habits: DEVOTED, faults: ABSENT }, 40],
] as const)('reloads, crashes, cuts, sleep and clocks lose a game: %s', SLOW, (_, options, seeds) => {
  const { faults, relinks, results } = simulateAll(options, seeds);
  for (const kind of FAULT_KINDS) expect(faults[kind], kind).toBeGreaterThan(20);
  expect(relinks).toBeGreaterThan(seeds / 3);
  expect(results['claim']).toBeGreaterThan(0);
});

test('claims of those who are away, or seem to be, come out differently on the two sides', SLOW, () => {
  const { results, ends } = simulateAll({ link: LOSSY, habits: DEVOTED, faults: ABSENT }, 50);
  expect(results['claim']).toBeGreaterThan(20);
  expect(results['claims']).toBeGreaterThan(5);
  // Nobody leaves, and nothing was forgotten.
  expect(Object.keys(ends)).toEqual(['none']);
});

test('a storage that forgets ends in two boards, or in two disputes', SLOW, () => {
  const orderly = simulateAll({ link: ORDERLY, habits: DEVOTED, faults: FORGETFUL }, 40);
  const lossy = simulateAll({ link: LOSSY, habits: LIVELY, faults: FORGETFUL }, 160);
  const kinds = new Set([...Object.keys(orderly.ends), ...Object.keys(lossy.ends)]);
  for (const code of ['two-apart', 'forgotten']) expect(kinds).toContain(`resume/${code}`);
});

test('a seed does not replay its run', () => {
  const options = { seed: 12, link: LOSSY };
  expect(simulate(options)).toEqual(simulate(options));
  expect(simulate({ ...options, seed: 13 })).not.toEqual(simulate(options));
});

/** A state machine in which something was forgotten. */
const SABOTAGES: Record<string, (before: SessionState, event: SessionEvent) => Step> = {
  'a ply that crosses the end of the game is thrown away': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const late = event.type === 'frame' && (before.match?.verdict ?? null) !== null;
    const longer = (state.match?.moves.length ?? 0) > (before.match?.moves.length ?? 0);
    return { effects, state: late && longer ? { ...state, match: before.match } : state };
  },
  'the later resignation stands': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const own = before.match?.verdict;
    if (own?.by !== 'resignation' || state.match === null) return { state, effects };
    return { effects, state: { ...state, match: { ...state.match, verdict: own } } };
  },
  'crossing draw offers do not agree': (before, event) => {
    const { state, effects } = honestStep(before, event);
    const agreed = event.type === 'frame' && event.text.includes('"draw-offer"') && state.match?.verdict;
    if (!agreed || state.match === null) return { state, effects };
    return {
      effects,
      state: { ...state, match: { ...state.match, verdict: before.match?.verdict ?? null } },
    };
  },
  'the board is changed behind the log': (before, event) => {
    const { state, effects } = honestStep(before, event);
    if (state.match === null || state.match.moves.length !== 5) return { state, effects };
    const position = { ...state.match.position, next: 3 };
    return { effects, state: { ...state, match: { ...state.match, position } } };
  },
  'the turn is not checked': (before, event) => {
    const { match } = before;
    // It takes itself for the other player every now and then.
    if (match === null || event.type !== 'play' || event.at % 7 !== 0) return honestStep(before, event);
    return honestStep({ ...before, match: { ...match, me: match.me === 'X' ? 'O' : 'X' } }, event);
  },
};

/** What was forgotten in the parts that outlive a link or a page: shown only where these break. */
const FAULTY: Record<string, { readonly options: Options; readonly sabotage: typeof honestStep }> = {
  'what was heard is acknowledged before it is stored': {
    options: { habits: DEVOTED, faults: ROUGH },
    sabotage: (before, event) => {
      const { state, effects } = honestStep(before, event);
      const last = effects.filter(({ type }) => type === 'store');
      return { state, effects: [...effects.filter(({ type }) => type !== 'store'), ...last] };
    },
  },
  'what waits for its acknowledgement is not stored': {
    options: { habits: DEVOTED, faults: ROUGH },
    sabotage: (before, event) => {
      const { state, effects } = honestStep(before, event);
      const without = effects.map((effect) =>
        effect.type === 'store' ? { ...effect, record: { ...effect.record, said: [] } } : effect,
      );
      return { state, effects: without };
    },
  },
  'a ply is not stored': {
    options: { habits: DEVOTED, faults: ROUGH },
    sabotage: (before, event) => {
      const { state, effects } = honestStep(before, event);
      return { state, effects: effects.filter(({ type }) => event.type !== 'play' || type !== 'store') };
    },
  },
  'a claim is never beaten': {
    options: { habits: DEVOTED, faults: ABSENT },
    sabotage: (before, event) => {
      const { match } = before;
      const mine = match?.claims.mine ?? null;
      if (match === null || mine === null) return honestStep(before, event);
      const firm = { ...match.claims, mine: { ...mine, firm: true } };
      return honestStep({ ...before, match: { ...match, claims: firm } }, event);
    },
  },
  'one moves before it has caught up': {
    options: { habits: DEVOTED, faults: ABSENT },
    sabotage: (before, event) => {
      if (event.type !== 'play' || before.catching === null) return honestStep(before, event);
      const { state, effects } = honestStep({ ...before, catching: null }, event);
      return { state: { ...state, catching: before.catching }, effects };
    },
  },
};

test.each(Object.entries(FAULTY))(
  'the simulator does not notice that %s',
  SLOW,
  (_, { options, sabotage }) => {
    expect(() => simulateAll({ ...options, sabotage }, 150)).toThrow(SimulationFailure);
  },
);

test.each(Object.entries(SABOTAGES))('the simulator does not notice that %s', SLOW, (_, sabotage) => {
  expect(() => simulateAll({ sabotage })).toThrow(SimulationFailure);
});

test('the simulator does not notice that the link changes a hash', () => {
  const tamper = (text: string): string => text.replace(/"head":"0/, '"head":"1');
  expect(() => simulateAll({ tamper })).toThrow(/seed \d+, .*an honest side was refused/);
});

test('the seed of a failure does not replay it', () => {
  const sabotage = SABOTAGES['crossing draw offers do not agree'] ?? honestStep;
  const failure = (run: () => unknown): unknown => {
    try {
      return run();
    } catch (error) {
      return error;
    }
  };
  const first = failure(() => simulateAll({ sabotage }));
  if (!(first instanceof SimulationFailure)) throw new Error('it did not fail');
  const seed = Number(/seed (\d+)/.exec(first.message)?.[1]);
  expect(failure(() => simulate({ seed, sabotage }))).toEqual(first);
});

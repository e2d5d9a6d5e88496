/** What is asked for on the command line. */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { CONFIGURATION_NAMES, type ConfigurationName } from './configurations.ts';
import type { Usage } from './quantities.ts';

/** Those of a usual player, where nothing else is said. None is a measurement: they are what to try other values of. */
export const ASSUMED = { playing: 0.8, relayed: 0.2, lobbyTabs: 0, visitMinutes: 30 } as const;

export const HELP = `npm run cost                              the tables of infra/README.md
npm run cost -- --write                   writes them into it
npm run cost -- --players 40 --hours 6    what your own players would cost

  --configuration    ${CONFIGURATION_NAMES.join(', ')}; all of them unless given
  --players          players at once, each with one tab
  --hours            hours a day in which so many are there
  --playing          share of them in a game, 0 to 1 (${ASSUMED.playing})
  --relayed          share of games that go through TURN, 0 to 1 (${ASSUMED.relayed})
  --lobby-tabs       further tabs that are in sight day and night (${ASSUMED.lobbyTabs})
  --visit-minutes    how long a visit lasts (${ASSUMED.visitMinutes})`;

export type Request =
  | { readonly do: 'help' | 'tables' | 'write' }
  | { readonly do: 'estimate'; readonly usage: Usage; readonly configurations: readonly ConfigurationName[] }
  | { readonly do: 'refuse'; readonly problem: string };

/** Far more than any configuration has room for. */
const MOST_TABS = 1_000_000;

function numberOf(option: string, least: number, most: number, byDefault?: number) {
  const range = `--${option} must be a number from ${least} to ${most.toLocaleString('en-US')}`;
  const parsed = v.pipe(
    v.string(),
    v.regex(/^\d+(\.\d+)?$/, range),
    v.transform(Number),
    v.minValue(least, range),
    v.maxValue(most, range),
  );
  return byDefault === undefined ? parsed : v.optional(parsed, `${byDefault}`);
}

const Options = v.object({
  configuration: v.optional(
    v.picklist(CONFIGURATION_NAMES, `--configuration must be one of ${CONFIGURATION_NAMES.join(', ')}`),
  ),
  players: v.pipe(numberOf('players', 0, MOST_TABS), v.integer('--players must be a whole number')),
  hours: numberOf('hours', 0, 24),
  playing: numberOf('playing', 0, 1, ASSUMED.playing),
  relayed: numberOf('relayed', 0, 1, ASSUMED.relayed),
  'lobby-tabs': v.pipe(
    numberOf('lobby-tabs', 0, MOST_TABS, ASSUMED.lobbyTabs),
    v.integer('--lobby-tabs must be a whole number'),
  ),
  'visit-minutes': numberOf('visit-minutes', 1, 1_440, ASSUMED.visitMinutes),
});

const text = { type: 'string' } as const;
const flag = { type: 'boolean' } as const;

/** @param words of the command line, without the program's */
export function requestOf(words: readonly string[]): Request {
  const given = read(words);
  if (typeof given === 'string') return { do: 'refuse', problem: given };
  const { help, write, ...options } = given;
  if (help === true) return { do: 'help' };
  const isBare = Object.keys(options).length === 0;
  if (write === true)
    return isBare ? { do: 'write' } : { do: 'refuse', problem: '--write takes no other option' };
  if (isBare) return { do: 'tables' };
  const missing = (['players', 'hours'] as const).find((name) => options[name] === undefined);
  if (missing !== undefined) return { do: 'refuse', problem: `--${missing} is missing: it needs a number` };
  const result = v.safeParse(Options, options);
  if (!result.success) return { do: 'refuse', problem: result.issues[0].message };
  const { configuration, players, hours, playing, relayed } = result.output;
  const { 'lobby-tabs': lobbyTabs, 'visit-minutes': visitMinutes } = result.output;
  return {
    do: 'estimate',
    usage: { players, hours, playing, relayed, lobbyTabs, visitMinutes },
    configurations: configuration === undefined ? CONFIGURATION_NAMES : [configuration],
  };
}

/** @returns what is wrong, where it cannot be read at all */
function read(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      options: {
        help: flag,
        write: flag,
        configuration: text,
        players: text,
        hours: text,
        playing: text,
        relayed: text,
        'lobby-tabs': text,
        'visit-minutes': text,
      },
    }).values;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

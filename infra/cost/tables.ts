/** The cost tables of infra/README.md. */
import { billOf } from './bill.ts';
import { CONFIGURATION_NAMES, CONFIGURATIONS, type ConfigurationName } from './configurations.ts';
import { CONCURRENCY } from './instances.ts';
import { amount, money, table } from './markdown.ts';
import { ASSUMED } from './options.ts';
import { type Price, PRICE_NAMES, PRICES } from './prices.ts';
import { quantitiesOf, runtime, type Usage } from './quantities.ts';

const BEGIN = '<!-- begin costs -->';
const END = '<!-- end costs -->';

const SCENES: readonly (readonly [string, Usage])[] = [
  ['nobody comes', { ...ASSUMED, players: 0, hours: 0 }],
  ['2 friends, an hour a day', { ...ASSUMED, players: 2, hours: 1 }],
  ['40 players, 6 hours a day', { ...ASSUMED, players: 40, hours: 6 }],
  ['400 players, 6 hours a day', { ...ASSUMED, players: 400, hours: 6 }],
  ['4,000 players, 6 hours a day', { ...ASSUMED, players: 4_000, hours: 6 }],
  ['nobody plays, one tab is always in sight', { ...ASSUMED, players: 0, hours: 0, lobbyTabs: 1 }],
  ['nobody plays, 600 tabs always are', { ...ASSUMED, players: 0, hours: 0, lobbyTabs: 600 }],
  [
    '40 players, 6 hours a day, and one tab always in sight',
    { ...ASSUMED, players: 40, hours: 6, lobbyTabs: 1 },
  ],
];

const SHOWN: Usage = { ...ASSUMED, players: 40, hours: 6 };

/**
 * Writes the tables anew.
 *
 * @param readme Markdown with `<!-- begin costs -->` and `<!-- end costs -->` around what is to be replaced
 * @throws when they have no place in it
 */
export function fillIn(readme: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`no ${BEGIN} ... ${END} in the README`);
  return `${before}${BEGIN}\n\n${tables()}\n\n${END}${after}`;
}

export function tables(): string {
  return [
    'USD a month, at list price and without tax, after the free tier of a billing account that pays for nothing else:',
    scenes(),
    rule(),
    `Of that, for ${SHOWN.players} players, ${SHOWN.hours} hours a day:`,
    ...CONFIGURATION_NAMES.map(
      (name) => `\`${name}\`, ${CONFIGURATIONS[name].about}:\n\n${estimate(name, SHOWN)}`,
    ),
    assumptions(),
    'The prices, as of the day beside each:',
    prices(),
  ].join('\n\n');
}

function scenes(): string {
  const rows = SCENES.map(([scene, usage]) => [
    scene,
    ...CONFIGURATION_NAMES.map((name) => {
      const quantities = quantitiesOf(CONFIGURATIONS[name], usage);
      return 'code' in quantities ? 'too many' : money(billOf(quantities).usd);
    }),
  ]);
  const names = CONFIGURATION_NAMES.map((name) => `\`${name}\``);
  return table(['', ...names], rows, [1, 2, 3, 4]);
}

/** Why the first table looks as it does. */
function rule(): string {
  const hour = runtime(1, CONFIGURATIONS.free.memoryGiB);
  const usd = (hour.cpu ?? 0) * PRICES.cpu.usd + (hour.memory ?? 0) * PRICES.memory.usd;
  const freeHours = PRICES.cpu.free / (hour.cpu ?? 1);
  return (
    '**Lobby tabs, not games, are the bill.** Cloud Run bills an instance while at least one request is open, and a ' +
    'WebSocket is one request from the first message to the last. A tab keeps its WebSocket open in the lobby and in a ' +
    'game alike; when nobody has looked at it for half an hour, and no game is under way in it, it lets go. ' +
    `So an instance-hour is ${usd.toFixed(3)} USD for one tab and for ` +
    `${CONCURRENCY.toLocaleString('en-US')}; ${freeHours} hours a month are free; and what adds to the bill is not one more ` +
    'player, but one more hour in which anybody at all is there. Moves never pass the service: a game adds two lines of ' +
    'presence, traffic where it is relayed, and nothing else. A tab that stays in sight, on a screen that is ' +
    'never off, keeps an instance awake all month, as the table shows; the next 599 hardly add to it.'
  );
}

function assumptions(): string {
  const { playing, relayed, visitMinutes } = ASSUMED;
  return (
    `What players do is assumed: ${playing * 100} % of them are in a game, ${relayed * 100} % of games are relayed, a visit lasts ` +
    `${visitMinutes} minutes and finds nothing in the browser's cache; \`npm run cost -- --help\` says how to count with other values. ` +
    'What each of that costs in bytes and requests is measured ([Capacity planning](../docs/operations.md#capacity-planning)). ' +
    'Not counted, because they stay within free tiers of their own or below a cent: builds, logs, the uptime check itself, ' +
    'the state, the bucket, access to secrets. Not counted either: a domain, tax, and alert policies, for which Google has ' +
    'announced prices (1.50 USD a month for each condition, when it did) and put their beginning off more than once: see ' +
    '"Google Cloud Observability pricing" before you rely on a bill of nothing.'
  );
}

/** The lines of one configuration's bill, or that it is too small. */
export function estimate(name: ConfigurationName, usage: Usage): string {
  const quantities = quantitiesOf(CONFIGURATIONS[name], usage);
  if ('code' in quantities) {
    const most = quantities.most.toLocaleString('en-US');
    return `Does not fit: ${name} has room for ${most} tabs at once.`;
  }
  const { lines, usd } = billOf(quantities);
  const rows = lines.map((line) => {
    const { what, unit } = PRICES[line.price];
    return [
      what,
      `${amount(line.used)} ${line.used === 1 ? unit : plural(unit)}`,
      amount(line.billed),
      money(line.usd),
    ];
  });
  return table(
    ['what', 'used in a month', 'beyond the free tier', 'USD'],
    [...rows, ['**together**', '', '', money(usd)]],
    [1, 2, 3],
  );
}

function prices(): string {
  const all = PRICE_NAMES.map((name): Price => PRICES[name]);
  const rows = all.map(({ what, usd, unit, free, where, page, date }) => [
    what,
    `${plain(usd)} / ${unit}`,
    free === 0 ? '' : free.toLocaleString('en-US'),
    where,
    page,
    date,
  ]);
  return table(['what', 'USD', 'free in a month', 'where', 'page', 'as of'], rows);
}

function plural(unit: string): string {
  return unit === 'GiB' ? unit : `${unit}s`;
}

/** Without an exponent, and without zeros at the end. */
function plain(usd: number): string {
  return usd.toFixed(8).replace(/\.?0+$/, '');
}

/** All checks of a deployed service, in the order in which one builds on the other. */
import { type Check, fail, type Outcome, pass, runChecks, skip, type Tally } from './check.ts';
import { checkGame } from './browser.ts';
import { askIce, checkHealth, checkId, type Client, clientOf, newClients } from './http.ts';
import { checkStun, checkTurn } from './ice.ts';
import type { SmokeOptions } from './options.ts';
import {
  checkAssets,
  checkConfig,
  checkFresh,
  checkHsts,
  checkHtml,
  checkNoSniff,
  checkPolicy,
  type FetchedPage,
  fetchPage,
} from './page.ts';
import { checkMeeting, checkOpen, type Door } from './websocket.ts';
import type { IceServers } from '../../signaling/protocol/index.ts';

/** A game takes so many times as long as another check. */
const GAME_TIMES = 6;

/** @param say is given each line as soon as it is known */
export async function smoke(options: SmokeOptions, say: (line: string) => void): Promise<Tally> {
  const { service } = options;
  say(`Checking ${service.href}`);
  const tally = await runChecks([...serviceChecks(options), ...pageChecks(options)], say);
  const { passed, failed, skipped } = tally;
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return tally;
}

function serviceChecks({ service, key, page, timeoutMs: limitMs, bearers }: SmokeOptions): Check[] {
  const door: Door = { service, key, url: `${service.href}${key}`, origin: (page ?? service).origin };
  const clients: Client[] = [];
  let list: IceServers = { iceServers: [] };

  const identify = async (signal: AbortSignal): Promise<Outcome> => {
    const found = bearers.length > 0 ? bearers.slice(0, 2).map(clientOf) : await newClients(door, 2, signal);
    if ('type' in found) return found;
    clients.push(...found);
    return pass(clients.map(({ id }) => id).join(', '));
  };
  const ice = async (signal: AbortSignal): Promise<Outcome> => {
    const [client] = clients;
    if (client === undefined) return fail('there is no client to ask', 'See "identity".');
    const asked = await askIce(door, client, signal);
    if (!asked.ok) return asked.outcome;
    ({ list } = asked);
    const urls = list.iceServers.flatMap((server) => server.urls);
    return pass(urls.length === 0 ? 'none' : urls.join(', '));
  };
  const withFirst = (run: (client: Client) => Promise<Outcome>): Promise<Outcome> => {
    const [client] = clients;
    return client === undefined ? Promise.resolve(skip('there is no client')) : run(client);
  };
  return [
    { name: 'health', limitMs, run: (signal) => checkHealth(service, signal) },
    { name: 'id', needs: ['health'], limitMs, run: (signal) => checkId(door, signal) },
    { name: 'identity', needs: ['health'], limitMs, run: identify },
    {
      name: 'WebSocket',
      needs: ['identity'],
      limitMs,
      run: (signal) => withFirst((client) => checkOpen(door, client, signal)),
    },
    {
      name: 'two clients meet',
      needs: ['WebSocket'],
      limitMs,
      run: (signal) =>
        clients.length < 2
          ? Promise.resolve(skip('SMOKE_BEARER holds one token: two clients need two'))
          : checkMeeting(door, clients, signal),
    },
    { name: 'ICE servers', needs: ['identity'], limitMs, run: ice },
    // Less than the limit: what it says of a server that does not answer is better than that of a time-out.
    { name: 'STUN', needs: ['ICE servers'], limitMs, run: () => checkStun(list, limitMs * 0.9) },
    { name: 'TURN', needs: ['ICE servers'], limitMs, run: () => checkTurn(list, limitMs * 0.45) },
  ];
}

function pageChecks({ service, key, page, browser, timeoutMs: limitMs }: SmokeOptions): Check[] {
  if (page === null) return [];
  let fetched: FetchedPage | null = null;

  const withPage = (run: (got: FetchedPage, signal: AbortSignal) => Outcome | Promise<Outcome>) => {
    return async (signal: AbortSignal): Promise<Outcome> =>
      fetched === null ? skip('there is no page') : run(fetched, signal);
  };
  const get = async (signal: AbortSignal): Promise<Outcome> => {
    const found = await fetchPage(page, signal);
    fetched = found;
    return checkHtml(found);
  };
  const rest: readonly (readonly [
    string,
    (got: FetchedPage, signal: AbortSignal) => Outcome | Promise<Outcome>,
  ])[] = [
    ['content security policy', checkPolicy],
    ['nosniff', checkNoSniff],
    ['HSTS', checkHsts],
    ['page is not kept', checkFresh],
    ['assets are kept', checkAssets],
    ['config.json', (got, signal) => checkConfig(got, service, key, signal)],
  ];
  const game = (name: string, needs: readonly string[], way: 'any' | 'relay'): Check => ({
    name,
    needs,
    limitMs: limitMs * GAME_TIMES,
    run: (signal) => checkGame(page, way, limitMs * GAME_TIMES * 0.9, signal),
  });
  const games = [
    game('a game between two browsers', ['page', 'WebSocket'], 'any'),
    // An address that a TURN server gives away may still be one that nothing reaches.
    game('a game through the relay', ['a game between two browsers', 'TURN'], 'relay'),
  ];
  return [
    // Without a path of its own it is the service's.
    { name: 'page', needs: page.origin === service.origin ? ['health'] : [], limitMs, run: get },
    ...rest.map(([name, run]): Check => ({ name, needs: ['page'], limitMs, run: withPage(run) })),
    ...(browser ? games : []),
  ];
}

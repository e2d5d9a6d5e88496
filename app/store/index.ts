/** The stores, wired to each other and to the network: what the page knows and does. */
import type { ServerNotice } from '../../signaling/protocol/index.ts';
import {
  ConfigError,
  LobbyClient,
  type Network,
  type NetworkHandlers,
  SERVICE_BACKOFF,
} from '../net/index.ts';
import { createChallenges } from './challenge-flow.ts';
import { createGames } from './games.ts';
import type { ChallengesStore } from './challenges.ts';
import { createIdentity, type IdentityStore } from './identity.ts';
import { createLobby, lobbyState, type LobbyStore } from './lobby.ts';
import { createLocal, type LocalStore } from './local.ts';
import { isUnderWay, type MatchStore } from './match.ts';
import { createMatch } from './match-runner.ts';
import { createRoute, type Fragment, HOME, type Route, type RouteStore } from './route.ts';
import { createService, type ServiceStore } from './service.ts';
import { readTiming } from './settings.ts';
import type { KeyValue } from './storage.ts';
import type { RandomBytes } from './random.ts';
import type { Seat, TabsStore } from './tabs.ts';
import { createTosses } from './tosses.ts';

export { openSeat } from './tabs.ts';
export type { OtherTabs, TabsAround } from './tabs.ts';

/** Everything a screen may read and do. */
export interface Stores {
  readonly identity: IdentityStore;
  readonly service: ServiceStore;
  readonly lobby: LobbyStore;
  readonly challenges: ChallengesStore;
  readonly match: MatchStore;
  readonly local: LocalStore;
  readonly route: RouteStore;
  readonly tabs: TabsStore;
}

/** The page itself: whether somebody looks at it, and when it goes away. */
export interface Page {
  isHidden(): boolean;
  onVisibilityChange(heard: () => void): void;
  /** The device has a network again. */
  onOnline(heard: () => void): void;
  onClosing(heard: () => void): void;
}

export interface Surroundings {
  /**
   * Makes the network, whenever its code and the service's address are there.
   * Rejects with a `ConfigError` when the page's configuration names no usable service, and with any other error when
   * it is worth another try.
   */
  readonly network: (handlers: NetworkHandlers) => Promise<Network>;
  /** Where this tab keeps its identity and its game. */
  readonly seat: Seat;
  /** What all tabs share. */
  readonly settings: KeyValue;
  readonly randomBytes: RandomBytes;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** In [0, 1); spreads reconnects, decides nothing. */
  readonly jitter: () => number;
  readonly fragment: Fragment;
  readonly page: Page;
  /** This build's name, told to the other side. */
  readonly build: string;
}

/** A page that nobody has looked at for this long is "away", ms. */
export const AWAY_AFTER_MS = 60_000;

/** Builds the stores and starts connecting. Call once per page. */
export function createStores(around: Surroundings): Stores {
  const { seat } = around;
  let network: Network | null = null;
  let loading = false;
  let away = false;

  const self = (): string => identity.store.getState().id;
  const identity = createIdentity({
    storage: seat.storage,
    randomBytes: around.randomBytes,
    release() {
      if (match.opponent() !== null || !owns()) return false;
      challenges.clear();
      return true;
    },
    rerolled() {
      client.forget();
      service.restart();
    },
  });
  const service = createService(connect, SERVICE_BACKOFF, around.jitter);
  const route = createRoute(around.fragment);
  const lobby = createLobby();
  const client = new LobbyClient((request) => network?.request(request), {
    changed() {
      const before = lobby.getState();
      lobby.setState(lobbyState(client, self()));
      // Only who was here: after a restart of the service the others come back one by one.
      if (!client.live || !before.live || client.total > client.members.size) return;
      const wasHere = new Set(before.members.map(({ id }) => id));
      challenges.dropAbsent((id) => client.members.has(id) || !wasHere.has(id));
    },
    silent: () => network?.drop(),
  });
  const match = createMatch({
    tosses: createTosses(seat.storage),
    games: createGames(seat.storage),
    randomBytes: around.randomBytes,
    now: around.now,
    jitter: around.jitter,
    timing: readTiming(around.settings),
    owns,
    build: around.build,
    self,
    dial(peer) {
      // A socket can be dead for minutes unnoticed, and a call over it goes nowhere.
      client.check();
      return network?.dial(peer) ?? null;
    },
    changed: announce,
    hurry: () => service.awake(),
    givenUp: (peer) => challenges.givenUp(peer),
  });
  const challenges = createChallenges({
    lobby: client,
    randomBytes: around.randomBytes,
    self,
    now: around.now,
    busyFor: (peer) => match.busyFor(peer),
    begin(peer) {
      match.begin(peer);
      route.getState().go({ name: 'play' });
    },
    withdrawn: (peer, why) => match.withdrawn(peer, why),
    wantedChanged: announce,
  });

  /** Tells the service what this player does, and who may reach it. */
  function announce(): void {
    const expected = match.expected();
    client.setAllow(expected === null ? challenges.wanted() : [expected, ...challenges.wanted()]);
    if (match.isAlone()) client.setStatus('away');
    else if (match.opponent() !== null) client.setStatus('playing');
    else client.setStatus(away ? 'away' : 'available');
  }

  const handlers: NetworkHandlers = {
    online() {
      service.online();
      client.online();
      match.awake();
    },
    offline() {
      client.offline();
      service.offline();
    },
    taken() {
      // The opponent knows us by the old id: it is given up after the game, if it is still taken by then.
      if (match.opponent() !== null) return;
      identity.replace();
      client.forget();
    },
    unusable: (reason) => service.unusable(reason),
    notice,
    unavailable: (peer) => match.unavailable(peer),
    accepts: (peer) => peer === match.expected() || challenges.wanted().includes(peer),
    incoming: (link) => match.incoming(link),
  };

  function notice(heard: ServerNotice): void {
    switch (heard.type) {
      case 'CHALLENGE':
        challenges.received(heard.payload.from, heard.payload.challenge);
        break;
      case 'CHALLENGE-REPLY':
        challenges.replied(heard.payload.from, heard.payload.challenge, heard.payload.reply);
        break;
      case 'CHALLENGE-CANCEL':
        challenges.cancelled(heard.payload.from, heard.payload.challenge);
        break;
      case 'GOAWAY':
        if (heard.payload.reason === 'replaced') seat.giveUp();
        else service.goAway(heard.payload.retryAfterMs);
        break;
      default:
        client.notice(heard);
    }
  }

  function connect(): void {
    if (network !== null) network.start(identity.credentials());
    else if (!loading) void load();
  }

  async function load(): Promise<void> {
    loading = true;
    try {
      network = await around.network(handlers);
      if (owns()) network.start(identity.credentials());
    } catch (error) {
      if (error instanceof ConfigError) service.unusable('config');
      else service.offline();
    } finally {
      loading = false;
    }
  }

  function leaveLostMatch(): void {
    if (route.getState().route.name === 'play' && match.store.getState().match === null) {
      route.getState().redirect(HOME);
    }
  }
  // The match screen needs a match: after leaving it, and at the start, home is the place to be.
  match.store.subscribe(leaveLostMatch);
  route.subscribe(leaveLostMatch);

  let awayTimer: ReturnType<typeof setTimeout> | undefined;
  function pageTurned(): void {
    const isHidden = around.page.isHidden();
    clearTimeout(awayTimer);
    match.hidden(isHidden);
    if (isHidden) {
      awayTimer = setTimeout(() => setAway(true), AWAY_AFTER_MS);
      return;
    }
    setAway(false);
    lookAround();
  }
  /** What was waited for may be there by now, and a socket may have died unnoticed. */
  function lookAround(): void {
    service.awake();
    client.check();
    match.awake();
  }
  around.page.onVisibilityChange(pageTurned);
  around.page.onOnline(lookAround);
  function setAway(next: boolean): void {
    away = next;
    announce();
  }
  around.page.onClosing(() => {
    match.closing();
    // Whoever waits for this page, or has a card of it on the screen, hears now that it is gone.
    challenges.clear();
  });

  // It may have been opened in the background.
  if (around.page.isHidden()) pageTurned();
  /** A tab that finds out by itself that it has lost its seat steps aside as one that is told. */
  function owns(): boolean {
    if (!seat.ownsStill()) seat.giveUp();
    return seat.ownsStill();
  }
  seat.onYield((why) => {
    // Asked in good order it says goodbye, as before a reload.
    if (why === 'asked') match.closing();
    match.halt();
    challenges.clear();
    network?.stop();
    client.offline();
    service.replaced();
  });

  match.resume();
  const { match: resumed } = match.store.getState();
  // A link to another player is followed, unless a game is under way.
  if (isUnderWay(resumed) || (resumed !== null && !isLink(route.getState().route))) {
    route.getState().redirect({ name: 'play' });
  } else leaveLostMatch();
  connect();
  return {
    identity: identity.store,
    service: service.store,
    lobby,
    challenges: challenges.store,
    match: match.store,
    local: createLocal(),
    route,
    tabs: seat.store,
  };
}

function isLink(route: Route): boolean {
  return route.name === 'home' && route.challenge !== null;
}

/** The stores, wired to each other and to the network: what the page knows and does. */
import type { ServerNotice } from '../../signaling/protocol/index.ts';
import { ConfigError, type Network, type NetworkHandlers, SERVICE_BACKOFF } from '../net/index.ts';
import { watchAttention } from './attention.ts';
import { createChallenges } from './challenge-flow.ts';
import { createGames } from './games.ts';
import { createIdentity } from './identity.ts';
import { createLocal } from './local.ts';
import { isUnderWay } from './match.ts';
import { createMatch } from './match-runner.ts';
import { createPrivacy } from './privacy.ts';
import { createRoom } from './room.ts';
import { createRoute, HOME, type Route } from './route.ts';
import { createService } from './service.ts';
import { readTiming } from './settings.ts';
import type { Stores, Surroundings } from './surroundings.ts';
import { createTosses } from './tosses.ts';

export { openSeat } from './tabs.ts';
export type { Stores } from './surroundings.ts';
export type { OtherTabs, TabsAround } from './tabs.ts';

/** Builds the stores and starts connecting. Call once per page. */
export function createStores(around: Surroundings): Stores {
  const { seat } = around;
  let network: Network | null = null;
  let connecting = false;
  let away = false;
  /** The ticket, since this page was last online. */
  let wasRefused = false;

  const self = (): string | null => identity.store.getState().id;
  const identity = createIdentity({
    storage: seat.storage,
    randomBytes: around.randomBytes,
    now: around.wall,
    issuer: around.issuer,
    mayChange: () => match.opponent() === null && owns(),
    release: () => challenges.clear(),
    rerolled() {
      client.forget();
      service.restart();
    },
  });
  const service = createService(connect, SERVICE_BACKOFF, around.jitter);
  const route = createRoute(around.fragment);
  const room = createRoom({
    send: (request) => network?.request(request),
    silent: () => network?.drop(),
    left: (isHere) => challenges.dropAbsent(isHere),
    settings: around.settings,
    randomBytes: around.randomBytes,
    now: around.wall,
    self,
  });
  const { client } = room;
  const privacy = createPrivacy(around.settings);
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
      wasRefused = false;
      service.online();
      client.online();
      match.awake();
    },
    offline() {
      service.offline();
      room.offline(service.store.getState().status.phase === 'renewing');
    },
    taken() {
      // The opponent knows us by the old id: it is given up after the game, if it is still taken by then.
      if (match.opponent() !== null) return;
      identity.replace();
      client.forget();
    },
    refused(code) {
      if (!code.startsWith('auth/')) return;
      // Another ticket may do, and need not be waited for; a page that can have none is never let in.
      if (!identity.refused()) service.unusable('unproven');
      else if (!wasRefused) service.goAway(0, 'renew');
      wasRefused = true;
    },
    ticket: () => identity.ticket(),
    unusable: (reason) => service.unusable(reason),
    notice,
    unavailable: (peer) => match.unavailable(peer),
    accepts: (peer) => peer === match.expected() || challenges.wanted().includes(peer),
    incoming: (link) => match.incoming(link),
    hidesAddress: () => privacy.isHidden(),
    relay: (offer) => privacy.relay(offer),
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
        else service.goAway(heard.payload.retryAfterMs, heard.payload.reason);
        // So that no time is lost with it once the socket is closed.
        if (heard.payload.reason === 'renew') void identity.ticket();
        break;
      default:
        room.notice(heard);
    }
  }

  function connect(): void {
    if (!connecting) void goOnline();
  }

  async function goOnline(): Promise<void> {
    connecting = true;
    try {
      network ??= await around.network(handlers);
      const outcome = await identity.credentials();
      if (!owns()) return;
      if (outcome.ok) network.start(outcome.credentials);
      else {
        service.goAway(outcome.retryAfterMs);
        service.offline();
      }
    } catch (error) {
      if (error instanceof ConfigError) service.unusable('config');
      else service.offline();
    } finally {
      connecting = false;
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

  /** What was waited for may be there by now, and a socket may have died unnoticed. */
  function lookAround(): void {
    service.awake();
    client.check();
    match.awake();
    privacy.refresh();
  }
  // What the switch shows is what holds: two tabs may lie side by side.
  around.page.onShared(() => privacy.refresh());
  around.page.onOnline(() => {
    if (!service.isResting()) lookAround();
  });
  around.page.onClosing(() => {
    match.closing();
    // Whoever waits for this page, or has a card of it on the screen, hears now that it is gone.
    challenges.clear();
  });

  // What went unsaid for a moment is said once the moment is over.
  service.store.subscribe(({ status }, before) => {
    const isOver = status.phase === 'connecting' || status.phase === 'reconnecting';
    if (before.status.phase === 'renewing' && isOver) room.offline(false);
  });

  // A link that could not be made may come off now.
  privacy.store.subscribe(({ hidden }, before) => {
    if (before.hidden && !hidden) match.awake();
  });

  watchAttention({
    page: around.page,
    turned: (isHidden) => match.hidden(isHidden),
    away(isAway) {
      away = isAway;
      announce();
    },
    // A game may need the service at any moment, to be called by whoever has lost the link; and somebody may wait for an answer.
    rest() {
      if (match.opponent() === null && challenges.areSettled() && service.rest()) network?.drop();
    },
    lookedAt: lookAround,
  });

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
    room.offline(false);
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
    name: room.name,
    privacy: privacy.store,
    service: service.store,
    lobby: room.lobby,
    chat: room.chat,
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

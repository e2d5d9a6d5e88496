/** The title of the tab: what somebody who looks at another tab wants to know. */
import { turn } from '../game/index.ts';
import type { ChallengesState } from '../store/challenges.ts';
import type { Match } from '../store/match.ts';
import type { Route } from '../store/route.ts';
import { statusOf } from './play/status.ts';
import { words } from './words/index.ts';

export function titleOf(route: Route, match: Match | null, incoming: ChallengesState['incoming']): string {
  const news = newsOf(route, match, incoming);
  return news === null ? words.app.name : `${news} – ${words.app.name}`;
}

function newsOf(route: Route, match: Match | null, incoming: ChallengesState['incoming']): string | null {
  const asking = incoming[0];
  if (asking !== undefined) return words.challenge.incoming(asking.from);
  if (match !== null) return matchTitle(match);
  return route.name === 'local' ? words.app.localTitle : null;
}

function matchTitle({ peer, failure, session }: Match): string {
  if (failure !== null) return words.connect.failed;
  const { game, ended } = session;
  if (game === null) return ended === null ? words.connect.title(peer) : words.connect.failed;
  if (game.result !== null || (ended !== null && !session.mayClaim))
    return statusOf(game, ended, peer).headline;
  if (session.mayClaim) return words.absence.mayClaimTitle;
  return turn(game.position) === game.me ? words.status.yourTurn : words.play.heading(peer);
}

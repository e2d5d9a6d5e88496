import { Button } from '../parts/Button.tsx';
import { useMatch, useRoute } from '../stores.ts';
import { words } from '../words/index.ts';
import { Connecting } from './Connecting.tsx';
import { Failure } from './Failure.tsx';
import { Game } from './Game.tsx';
import { Panel } from './Panel.tsx';
import { endingOf, failureOf } from './status.ts';

/** The game with another person, from the first step of connecting to the last goodbye. */
export function Play() {
  const { match } = useMatch();
  const { go } = useRoute();

  if (match === null) {
    return (
      <Panel title={words.connect.none}>
        <p>{words.connect.noneMore}</p>
        <Button kind="main" onClick={() => go({ name: 'home', challenge: null })}>
          {words.play.backToLobby}
        </Button>
      </Panel>
    );
  }
  const { peer, failure, session } = match;
  if (failure !== null) {
    const unrelayed = failure === 'connect/no-relay';
    return <Failure peer={peer} unrelayed={unrelayed} {...failureOf(failure, peer)} />;
  }
  if (session.game !== null) return <Game match={match} game={session.game} />;
  if (session.ended !== null) return <Failure peer={peer} {...endingOf(session.ended, peer)} />;
  return <Connecting match={match} />;
}

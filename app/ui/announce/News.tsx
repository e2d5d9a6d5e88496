import { useEffect, useRef } from 'react';
import type { Match } from '../../store/match.ts';
import { useShownConnection } from '../play/connection.ts';
import { useMatch, useStores } from '../stores.ts';
import { useAnnounce } from './Announcer.tsx';
import {
  challengesNews,
  identityNews,
  isSettled,
  linkNews,
  localNews,
  matchNews,
  serviceNews,
  type SettledStatus,
} from './news.ts';

/** Reads out what happens, whichever screen is open. Draws nothing. */
export function News() {
  const { match, local, challenges, identity, service } = useStores();
  const announce = useAnnounce();
  const { match: running } = useMatch();

  useEffect(() => {
    const say = (sentences: readonly string[]) => {
      if (sentences.length > 0) announce(sentences.join(' '));
    };
    let settled: SettledStatus | null = null;
    const subscriptions = [
      service.subscribe(({ status }) => {
        if (!isSettled(status)) return;
        say(serviceNews(settled, status));
        settled = status;
      }),
      match.subscribe((now, before) => say(matchNews(before.match, now.match))),
      local.subscribe((now, before) => say(localNews(before, now))),
      identity.subscribe((now, before) => say(identityNews(before, now))),
      challenges.subscribe((now, before) => {
        const news = challengesNews(before, now);
        for (const sentence of news.urgent) announce(sentence, 'urgent');
        say(news.calm);
      }),
    ];
    return () => {
      for (const unsubscribe of subscriptions) unsubscribe();
    };
  }, [match, local, challenges, identity, service, announce]);

  return running === null ? null : <LinkNews key={running.peer} match={running} />;
}

/** Apart from the rest, because what becomes of the link is told only once it lasts. */
function LinkNews({ match }: { readonly match: Match }) {
  const announce = useAnnounce();
  const { state } = useShownConnection(match.connection);
  const told = useRef(state);

  useEffect(() => {
    const news = linkNews(told.current, state, match);
    told.current = state;
    if (news.length > 0) announce(news.join(' '));
  }, [state, match, announce]);

  return null;
}

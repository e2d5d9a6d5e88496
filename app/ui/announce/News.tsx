import { useEffect } from 'react';
import { useStores } from '../stores.ts';
import { useAnnounce } from './Announcer.tsx';
import {
  challengesNews,
  identityNews,
  localNews,
  matchNews,
  serviceNews,
  type SettledStatus,
} from './news.ts';

/** Reads out what happens, whichever screen is open. Draws nothing. */
export function News() {
  const { match, local, challenges, identity, service } = useStores();
  const announce = useAnnounce();

  useEffect(() => {
    const say = (sentences: readonly string[]) => {
      if (sentences.length > 0) announce(sentences.join(' '));
    };
    let settled: SettledStatus | null = null;
    const subscriptions = [
      service.subscribe(({ status }) => {
        if (status.phase === 'connecting') return;
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

  return null;
}

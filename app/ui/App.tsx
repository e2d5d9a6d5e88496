import { useEffect, useRef } from 'react';
import type { Stores } from '../store/index.ts';
import { Announcer } from './announce/Announcer.tsx';
import { News } from './announce/News.tsx';
import styles from './App.module.css';
import { Tray } from './challenges/Tray.tsx';
import { useKeepFocus } from './focus.ts';
import { Home } from './home/Home.tsx';
import { Local } from './local/Local.tsx';
import { Brand } from './parts/Brand.tsx';
import { Notice } from './parts/Notice.tsx';
import { Play } from './play/Play.tsx';
import { NoRelayNotice } from './privacy/HideAddress.tsx';
import { ServiceNotice, ServiceState } from './service/Service.tsx';
import { StoresContext, useChallenges, useMatch, useRoute } from './stores.ts';
import { titleOf } from './title.ts';
import { words } from './words/index.ts';

/** The whole client on the screen. The stores do the work; this floor only shows them and passes on what is asked. */
export function App({ stores }: { readonly stores: Stores }) {
  return (
    <StoresContext value={stores}>
      <Announcer>
        <News />
        <Shell />
      </Announcer>
    </StoresContext>
  );
}

function Shell() {
  const { route, go } = useRoute();
  const { match } = useMatch();
  const { incoming } = useChallenges();
  const main = useRef<HTMLElement>(null);
  const title = titleOf(route, match, incoming);
  const goHome = () => go({ name: 'home', challenge: null });

  useEffect(() => {
    document.title = title;
  }, [title]);
  useKeepFocus(main, route.name);

  return (
    <div className={styles['shell']} data-screen={route.name}>
      <header className={styles['header']}>
        <a
          className={styles['brand']}
          href="#/"
          aria-label={words.app.home}
          onClick={(event) => {
            event.preventDefault();
            goHome();
          }}
        >
          <Brand />
          <span>{words.app.name}</span>
        </a>
        <ServiceState />
      </header>
      <Tray onlyIncoming={route.name !== 'home'} />
      <main ref={main} className={styles['main']}>
        {route.name === 'home' && <ServiceNotice />}
        {route.name === 'home' && <NoRelayNotice />}
        {match !== null && route.name !== 'play' && (
          <Notice tone="info" action={words.app.backToGame} onAction={() => go({ name: 'play' })}>
            {words.app.gameRunning(match.peer)}
          </Notice>
        )}
        {route.name === 'home' && <Home challenge={route.challenge} />}
        {route.name === 'play' && <Play />}
        {route.name === 'local' && <Local />}
      </main>
    </div>
  );
}

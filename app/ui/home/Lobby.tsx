import { useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { isOpen } from '../../store/challenges.ts';
import type { LobbyMember } from '../../store/lobby.ts';
import { Button } from '../parts/Button.tsx';
import { Person } from '../parts/Person.tsx';
import { useChallenges, useLobby, useObstacle } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Lobby.module.css';

/** Rows shown before somebody asks for all of them. */
const FIRST_ROWS = 12;

export function Lobby() {
  const { live, members, total } = useLobby();
  const [all, setAll] = useState(false);
  const shown = all ? members : members.slice(0, FIRST_ROWS);
  const others = Math.max(members.length, total - 1);
  const list = useRef<HTMLUListElement>(null);
  const unlisted = others - members.length;

  function showAll() {
    // The button goes away: its focus moves on to the first row that it brought.
    flushSync(() => setAll(true));
    const row = list.current?.children.item(FIRST_ROWS);
    if (row instanceof HTMLElement) row.focus();
  }

  return (
    <section className={styles['lobby']}>
      <div className={styles['head']}>
        <h2>{words.lobby.title}</h2>
        {members.length > 0 && <p className={styles['count']}>{words.lobby.others(others)}</p>}
      </div>
      {members.length === 0 ? (
        <p className={styles['empty']}>{live ? words.lobby.empty : words.lobby.loading}</p>
      ) : (
        <ul ref={list} className={styles['list']} data-live={live}>
          {shown.map((member) => (
            <Row key={member.id} {...member} live={live} />
          ))}
        </ul>
      )}
      {members.length > 0 && !live && <p className={styles['empty']}>{words.lobby.stale}</p>}
      {shown.length < members.length && (
        <Button onClick={showAll}>{words.lobby.showAll(members.length)}</Button>
      )}
      {shown.length === members.length && unlisted > 0 && (
        <p className={styles['empty']}>{words.lobby.more(unlisted)}</p>
      )}
    </section>
  );
}

function Row({ id, name, status, live }: LobbyMember & { readonly live: boolean }) {
  const challenges = useChallenges();
  const obstacle = useObstacle();
  const asked = challenges.outgoing.some((one) => one.to === id && isOpen(one));
  return (
    <li className={styles['row']} tabIndex={-1}>
      <div className={styles['who']}>
        <Person id={id} name={name} />
        <span className={styles['status']} data-status={status}>
          {words.lobby.status[status]}
        </span>
      </div>
      {status === 'available' && (
        <Button
          blocked={asked || !live}
          obstacle={obstacle}
          aria-label={asked ? words.lobby.askedId(id) : words.challenge.sendTo(id)}
          onClick={() => challenges.challenge(id)}
        >
          {asked ? words.lobby.asked : words.challenge.send}
        </Button>
      )}
    </li>
  );
}

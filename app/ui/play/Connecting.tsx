import { CONNECT_STEPS, type Match } from '../../store/match.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import { useShownConnection } from './connection.ts';
import styles from './Connecting.module.css';
import { ConnectionLine } from './ConnectionLine.tsx';
import { Panel } from './Panel.tsx';
import { Unrelayed } from './Unrelayed.tsx';

/** The way to the first position, and to it again after a reload or a dropped link. */
export function Connecting({ match }: { readonly match: Match }) {
  const { leave } = useMatch();
  const shown = useShownConnection(match.connection);
  const { peer, step } = match;
  // No step: the moment between the last one and the first position.
  const current = step === null ? CONNECT_STEPS.length : CONNECT_STEPS.indexOf(step);
  return (
    <Panel title={words.connect.title(peer)}>
      <ol className={styles['steps']}>
        {CONNECT_STEPS.map((name, index) => {
          const state = index < current ? 'done' : index === current ? 'now' : 'next';
          return (
            <li
              key={name}
              className={styles['step']}
              data-state={state}
              aria-current={state === 'now' ? 'step' : undefined}
            >
              <span className={styles['sign']}>
                {state === 'done' && (
                  <>
                    <Icon name="check" />
                    <span className="visually-hidden">{words.connect.done}</span>
                  </>
                )}
              </span>
              <div>
                <h2>{words.connect.steps[name].title}</h2>
                <p>{words.connect.steps[name].text}</p>
              </div>
            </li>
          );
        })}
      </ol>
      {shown.state !== 'connecting' && shown.state !== 'playing' && (
        <ConnectionLine match={match} shown={shown} moved={false} />
      )}
      <Unrelayed match={match} />
      <Button onClick={() => leave()}>{words.connect.giveUp}</Button>
    </Panel>
  );
}

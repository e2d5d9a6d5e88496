import { CONNECT_STEPS, type ConnectStep } from '../../store/match.ts';
import { Button } from '../parts/Button.tsx';
import { Icon } from '../parts/Icon.tsx';
import { useMatch } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './Connecting.module.css';
import { Panel } from './Panel.tsx';

interface ConnectingProps {
  readonly peer: string;
  /** Null for the moment between the last step and the first position. */
  readonly step: ConnectStep | null;
}

export function Connecting({ peer, step }: ConnectingProps) {
  const match = useMatch();
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
      <Button onClick={() => match.leave()}>{words.connect.giveUp}</Button>
    </Panel>
  );
}

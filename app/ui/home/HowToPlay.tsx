import { Button } from '../parts/Button.tsx';
import { useRoute } from '../stores.ts';
import { words } from '../words/index.ts';
import styles from './HowToPlay.module.css';
import { SendPicture, ThreeBoardsPicture, ThreeCellsPicture } from './pictures.tsx';

const PICTURES = [ThreeCellsPicture, SendPicture, ThreeBoardsPicture] as const;

export function HowToPlay() {
  return (
    <section className={styles['how']}>
      <h2>{words.howTo.title}</h2>
      <ol className={styles['rules']}>
        {words.howTo.rules.map((rule, index) => {
          const Picture = PICTURES[index];
          return (
            <li key={rule.title} className={styles['rule']}>
              {Picture !== undefined && <Picture />}
              <div>
                <h3>{rule.title}</h3>
                <p>{rule.text}</p>
              </div>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

/** The way to the game that needs no second browser. */
export function LocalEntry() {
  const { go } = useRoute();
  return (
    <section className={styles['local']}>
      <div>
        <h2>{words.howTo.sameRoom}</h2>
        <p>{words.howTo.localMore}</p>
      </div>
      <Button icon="devices" onClick={() => go({ name: 'local' })}>
        {words.howTo.local}
      </Button>
    </section>
  );
}

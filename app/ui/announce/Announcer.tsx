import { createContext, type ReactNode, use, useCallback, useReducer } from 'react';

/** Says something to people who do not see the screen. `urgent` cuts into what is being read. */
export type Announce = (text: string, urgency?: 'calm' | 'urgent') => void;

interface Saying {
  readonly key: number;
  readonly text: string;
  readonly urgent: boolean;
}

/** How many sentences stay in the page: enough that none is taken away while it is being read. */
const KEPT = 8;

const AnnounceContext = createContext<Announce>(() => undefined);

export function useAnnounce(): Announce {
  return use(AnnounceContext);
}

function hear(sayings: readonly Saying[], said: Omit<Saying, 'key'>): readonly Saying[] {
  // A new key makes a new element, so that the same words twice are read twice.
  const key = (sayings.at(-1)?.key ?? 0) + 1;
  return [...sayings.slice(1 - KEPT), { ...said, key }];
}

/** Holds the two live regions. They are in the page before anything is said, or nothing would be read. */
export function Announcer({ children }: { readonly children: ReactNode }) {
  const [sayings, dispatch] = useReducer(hear, []);
  const announce = useCallback<Announce>(
    (text, urgency = 'calm') => dispatch({ text, urgent: urgency === 'urgent' }),
    [],
  );
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="visually-hidden" aria-live="polite">
        {sayings.map((saying) => !saying.urgent && <p key={saying.key}>{saying.text}</p>)}
      </div>
      <div className="visually-hidden" aria-live="assertive">
        {sayings.map((saying) => saying.urgent && <p key={saying.key}>{saying.text}</p>)}
      </div>
    </AnnounceContext>
  );
}

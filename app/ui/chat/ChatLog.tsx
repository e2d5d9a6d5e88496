import { useLayoutEffect, useRef, useState } from 'react';
import type { ChatLine, SaidLine } from '../../store/chat-log.ts';
import { Button } from '../parts/Button.tsx';
import { words } from '../words/index.ts';
import { ChatMessage } from './ChatMessage.tsx';
import styles from './ChatLog.module.css';
import { focusLog } from './focusLog.ts';

/** Messages of one player within this time, ms, stand under one name. */
const TOGETHER_MS = 5 * 60_000;

/** So near to the end, px, somebody reads along. */
const NEAR_PX = 48;

/** The lines, oldest first. It stays at the end while somebody reads along there, and where they are if they do not. */
export function ChatLog({ lines }: { readonly lines: readonly ChatLine[] }) {
  const log = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  /** The last line at the time when the reader went up from the end; null at the end. */
  const [leftAt, setLeftAt] = useState<string | null>(null);
  const last = lines.at(-1);
  const hasMore = leftAt !== null && last?.kind === 'said' && last.key !== leftAt;

  useLayoutEffect(() => {
    const newest = lines.at(-1);
    if (atEnd.current || (newest?.kind === 'said' && newest.own)) toEnd(log.current);
  }, [lines]);

  return (
    <div className={styles['frame']}>
      {/* Not live: what is new is read out by the one voice of the page. */}
      <div
        ref={log}
        className={styles['log']}
        role="log"
        aria-live="off"
        aria-label={words.chat.log}
        // So that a keyboard can scroll it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          atEnd.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
          setLeftAt(atEnd.current ? null : (leftAt ?? last?.key ?? null));
        }}
      >
        {lines.length === 0 && <p className={styles['empty']}>{words.chat.empty}</p>}
        {lines.map((line, index) =>
          line.kind === 'said' ? (
            <ChatMessage key={line.key} line={line} follows={isTogether(lines[index - 1], line)} />
          ) : (
            <p key={line.key} className={styles['presence']}>
              {words.chat.presence(line.joined, line.left)}
            </p>
          ),
        )}
      </div>
      {hasMore && (
        <div className={styles['more']}>
          <Button
            kind="main"
            icon="down"
            onClick={({ currentTarget }) => {
              focusLog(currentTarget);
              toEnd(log.current);
            }}
          >
            {words.chat.latest}
          </Button>
        </div>
      )}
    </div>
  );
}

function toEnd(log: HTMLElement | null): void {
  if (log !== null) log.scrollTop = log.scrollHeight;
}

function isTogether(before: ChatLine | undefined, line: SaidLine): boolean {
  if (before?.kind !== 'said') return false;
  return before.from === line.from && before.name === line.name && line.at - before.at < TOGETHER_MS;
}

import { useEffect } from 'react';
import type { SaidLine } from '../../store/chat-log.ts';
import { useAnnounce } from '../announce/Announcer.tsx';
import { chatNews } from '../announce/news.ts';
import { useStores } from '../stores.ts';

/** What is said within this time, ms, is read out together. */
const TOGETHER_MS = 1_000;

/** Reads out what others say, while the chat is open and somebody looks at the page. */
export function useReadOut(open: boolean): void {
  const { chat } = useStores();
  const announce = useAnnounce();
  useEffect(() => {
    let said: SaidLine[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    function read() {
      announce(chatNews(said).join(' '));
      said = [];
    }
    const unsubscribe = chat.subscribe(({ heard }, before) => {
      if (heard === null || heard === before.heard || !open || document.hidden) return;
      if (said.length === 0) timer = setTimeout(read, TOGETHER_MS);
      said.push(heard);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [chat, open, announce]);
}

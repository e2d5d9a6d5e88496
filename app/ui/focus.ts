import { type RefObject, useEffect, useRef } from 'react';

/**
 * Keeps the focus of the keyboard in the page. When the screen changes (`screen`), and when the element in focus
 * disappears, it goes to the first heading of `main` instead of falling back to the top of the page.
 */
export function useKeepFocus(main: RefObject<HTMLElement | null>, screen: string): void {
  useEffect(() => {
    let last: EventTarget | null = null;
    const remember = (event: FocusEvent) => {
      last = event.target;
    };
    const observer = new MutationObserver(() => {
      const lost = last instanceof Node && !last.isConnected && document.activeElement === document.body;
      if (lost) focusHeading(main.current);
    });
    document.addEventListener('focusin', remember);
    observer.observe(document.body, { childList: true, subtree: true });
    return () => {
      document.removeEventListener('focusin', remember);
      observer.disconnect();
    };
  }, [main]);

  const shown = useRef(screen);
  useEffect(() => {
    if (shown.current === screen) return;
    shown.current = screen;
    window.scrollTo(0, 0);
    if (main.current?.contains(document.activeElement) !== true) focusHeading(main.current);
  }, [main, screen]);
}

function focusHeading(main: HTMLElement | null): void {
  main?.querySelector('h1')?.focus({ preventScroll: true });
}

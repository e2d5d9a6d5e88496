/** Moves the focus on to the messages, from a button among them that goes away by being pressed. */
export function focusLog(button: HTMLElement): void {
  button.closest('section')?.querySelector<HTMLElement>('[role=log]')?.focus({ preventScroll: true });
}

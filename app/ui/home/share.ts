/** The link that opens this page ready to challenge a player. `page`: the address of the page, any fragment. */
export function challengeLink(page: string, id: string): string {
  return new URL(`#/c/${encodeURIComponent(id)}`, page).href;
}

/** Whether a link to this host leads every device to itself, so that nobody else can open it. */
export function isThisDevice(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}

/** @returns whether the text is on the clipboard now; a browser may refuse. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copySelected(text);
  }
}

/** The way that is left without HTTPS, where pages have no clipboard: at an address of the local network, say. */
function copySelected(text: string): boolean {
  const focused = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'visually-hidden';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true });
  return copied;
}

/**
 * Hands a link to the share sheet of the device, where there is one.
 *
 * @returns false when there is none, so that the link can go another way. A person who closes the sheet has seen it.
 */
export async function shareLink(url: string, text: string): Promise<boolean> {
  if (!('share' in navigator)) return false;
  try {
    await navigator.share({ url, text });
    return true;
  } catch (error) {
    return error instanceof DOMException && error.name === 'AbortError';
  }
}

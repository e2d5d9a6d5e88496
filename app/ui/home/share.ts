/** The link that opens this page ready to challenge a player. `page`: the address of the page, any fragment. */
export function challengeLink(page: string, id: string): string {
  return new URL(`#/c/${encodeURIComponent(id)}`, page).href;
}

/** @returns whether the text is on the clipboard now; browsers refuse outside of HTTPS, or by choice. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
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

/** English, sixth part: the chat of the lobby, and names. */
import { chatFailureWords } from './codes.en.ts';

const list = (ids: readonly string[], verb: string): string | null => {
  if (ids.length === 0) return null;
  return ids.length > 2 ? `${ids.length} players ${verb}` : `${ids.join(' and ')} ${verb}`;
};

export const chat = {
  title: 'Lobby chat',
  open: 'Open the chat',
  close: 'Close the chat',
  unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
  empty: 'Nothing said yet. Everybody in the lobby can read what you write here.',
  log: 'Messages in the lobby',
  field: 'Message to everybody in the lobby',
  placeholder: 'Say something to everybody',
  send: 'Send',
  left: (count: number) => `${count} characters left`,
  you: 'you',
  sending: 'Sending…',
  retry: 'Send again',
  discard: 'Discard',
  latest: 'New messages below',
  said: (who: string, text: string) => `${who}: ${text}`,
  actions: (who: string) => `${who}: challenge or mute`,
  mute: 'Mute',
  muteId: (id: string) => `Mute ${id}`,
  unmute: 'Unmute',
  unmuteId: (id: string) => `Unmute ${id}`,
  muted: (count: number) => (count === 1 ? '1 player muted' : `${count} players muted`),
  unsendable: 'That text has characters that cannot be sent.',
  presence: (joined: readonly string[], left: readonly string[]) =>
    [list(joined, 'joined'), list(left, 'left')].filter((part) => part !== null).join(' · '),
  failures: chatFailureWords,
};

export const name = {
  add: 'Add a name',
  change: (current: string) => `Change your name, ${current}`,
  field: 'Your name in the lobby',
  hint: 'Everybody sees it, with your ID. Leave it empty to have none.',
  save: 'Save',
  invalid: 'A name has up to 32 characters of plain text.',
};

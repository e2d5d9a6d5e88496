/** The lobby as this page sees it: the client of the service's room, and the stores that follow it. */
import { type ClientRequest, LOBBY, type ServerNotice } from '../../signaling/protocol/index.ts';
import { LobbyClient } from '../net/index.ts';
import { type ChatDeps, type ChatStore, createChat } from './chat.ts';
import { createLobby, lobbyState, type LobbyStore } from './lobby.ts';
import { createName, type NameStore } from './name.ts';

/** In a lobby of more players it is not told who comes and who leaves. */
export const SMALL_LOBBY = 12;

export interface RoomDeps extends Pick<ChatDeps, 'settings' | 'randomBytes' | 'now' | 'self'> {
  /** Hands a request to the socket. */
  readonly send: (request: ClientRequest) => void;
  /** The service has answered before on this socket, and does no more. */
  readonly silent: () => void;
  /** Who has left is known. `isHere`: whether somebody may still be here. */
  readonly left: (isHere: (id: string) => boolean) => void;
}

export interface Room {
  readonly client: LobbyClient;
  readonly lobby: LobbyStore;
  readonly chat: ChatStore;
  readonly name: NameStore;
  /** Takes what the service says of the lobby. */
  notice(notice: ServerNotice): void;
  /** As `LobbyClient.offline`. */
  offline(renewing: boolean): void;
}

export function createRoom({ send, silent, left, ...deps }: RoomDeps): Room {
  const lobby = createLobby();
  const name = createName(deps.settings);
  /** Whether the list has followed the service without a gap until now. */
  let followed = false;

  const client = new LobbyClient(send, { changed, silent });
  client.setName(name.getState().name);
  name.subscribe((next) => client.setName(next.name));

  const chat = createChat({
    ...deps,
    request: (build) => client.request(build),
    name: () => name.getState().name,
  });

  function changed(): void {
    const wasHere = new Set(lobby.getState().members.map(({ id }) => id));
    lobby.setState(lobbyState(client, deps.self()));
    const isGapless = followed && client.follows;
    followed = client.follows;
    // Only who was here: after a restart of the service the others come back one by one.
    if (!isGapless || client.total > client.members.size) return;
    left((id) => client.members.has(id) || !wasHere.has(id));
    if (client.total > SMALL_LOBBY) return;
    const here = lobby.getState().members.map(({ id }) => id);
    chat.presence(
      here.filter((id) => !wasHere.has(id)),
      [...wasHere].filter((id) => !client.members.has(id)),
    );
  }

  return {
    client,
    lobby,
    chat: chat.store,
    name,
    notice(heard) {
      if (heard.type === 'CHAT') {
        if (heard.payload.room === LOBBY) chat.heard(heard.payload);
      } else if (heard.type === 'HISTORY') {
        if (heard.payload.room === LOBBY) chat.history(heard.payload.messages);
      } else client.notice(heard);
    },
    offline(renewing) {
      followed = false;
      client.offline(renewing);
    },
  };
}

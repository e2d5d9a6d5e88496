/** What a client of the raw relay says in the URL of its WebSocket. */

export interface RawHandshake {
  readonly roomId: string;
  /** Empty: none. */
  readonly token: string;
}

/** Whether a URL is the raw relay's: `{path}?roomId=...`, with or without the slash at the end of the path. */
export function isRawUrl(url: string, path: string): boolean {
  const [pathname, query] = splitUrl(url);
  const ours = pathname === path || (path.length > 1 && pathname === path.slice(0, -1));
  return ours && new URLSearchParams(query).has('roomId');
}

/** @returns `null`: the room's name is none */
export function readRawHandshake(url: string, roomIdMaxLength: number): RawHandshake | null {
  const parameters = new URLSearchParams(splitUrl(url)[1]);
  const roomId = parameters.get('roomId') ?? '';
  if (roomId.length > roomIdMaxLength || !/^[\w:.-]+$/.test(roomId)) return null;
  return { roomId, token: parameters.get('token') ?? '' };
}

function splitUrl(url: string): readonly [pathname: string, query: string] {
  const mark = url.indexOf('?');
  return mark === -1 ? [url, ''] : [url.slice(0, mark), url.slice(mark + 1)];
}

/** Two clients at the WebSocket of the service, and what they say to each other through it. */
import { WebSocket } from 'ws';
import * as v from 'valibot';
import { fail, type Outcome, pass } from './check.ts';
import { adviceFor, type Client, codeIn, type Endpoint } from './http.ts';

const Message = v.object({
  type: v.string(),
  src: v.optional(v.string()),
  payload: v.optional(v.looseObject({ connectionId: v.optional(v.string()), code: v.optional(v.string()) })),
});
type Message = v.InferOutput<typeof Message>;

/** Where and how the WebSocket is opened. */
export interface Door extends Endpoint {
  readonly service: URL;
  readonly key: string;
}

class Refused extends Error {
  readonly code: string;

  constructor(what: string, code: string) {
    super(`${what} ${code}`.trim());
    this.code = code;
  }
}

interface Peer {
  readonly id: string;
  send(message: object): void;
  /** The next message of a type, in the order of their arrival. */
  next(type: string): Promise<Message>;
  close(): void;
}

/** Opens a WebSocket; rejects with what the service says to it. */
function open({ service, key, origin }: Door, { id, token }: Client): Promise<Peer> {
  const url = new URL('peerjs', service);
  url.protocol = service.protocol === 'https:' ? 'wss:' : 'ws:';
  url.search = new URLSearchParams({ key, id, token, version: '1.5.5' }).toString();
  const socket = new WebSocket(url, { origin });
  const waiting: Message[] = [];
  let wake: () => void = () => undefined;
  let end: Error | null = null;
  const finish = (error: Error): void => {
    end ??= error;
    wake();
  };
  socket.on('unexpected-response', (_request, response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('end', () => {
      finish(
        new Refused(
          `status ${response.statusCode} instead of a WebSocket`,
          codeIn(String(Buffer.concat(chunks))),
        ),
      );
      socket.terminate();
    });
  });
  socket.on('error', finish);
  socket.on('close', (code) => finish(new Error(`the WebSocket is closed with ${code}`)));
  socket.on('message', (data: Buffer) => {
    try {
      waiting.push(v.parse(Message, JSON.parse(data.toString())));
      wake();
    } catch {
      finish(new Error(`it says something that is no message: ${data.toString().slice(0, 40)}`));
    }
  });
  const next = async (type: string): Promise<Message> => {
    for (;;) {
      const message = waiting.shift();
      if (message?.type === type) return message;
      if (message?.type === 'ERROR') throw new Refused('the service says', message.payload?.code ?? 'ERROR');
      if (message?.type === 'EXPIRE' || message?.type === 'ID-TAKEN')
        throw new Refused('the service says', message.type);
      if (message === undefined && end !== null) throw end;
      if (message === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  };
  const peer: Peer = {
    id,
    next,
    send: (message) => socket.send(JSON.stringify(message)),
    // Goodbye: the id is free at once.
    close: () =>
      socket.readyState === WebSocket.OPEN ? socket.send('{"type":"LEAVE"}') : socket.terminate(),
  };
  return next('OPEN').then(
    () => peer,
    (error: unknown) => {
      socket.terminate();
      throw error;
    },
  );
}

async function withPeers(
  door: Door,
  clients: readonly Client[],
  signal: AbortSignal,
  talk: (peers: readonly Peer[]) => Promise<Outcome>,
): Promise<Outcome> {
  const peers: Peer[] = [];
  const closeAll = (): void => {
    for (const peer of peers) peer.close();
  };
  signal.addEventListener('abort', closeAll);
  try {
    for (const client of clients) peers.push(await open(door, client));
    return await talk(peers);
  } catch (error) {
    if (error instanceof Refused) return fail(error.message, adviceFor(error.code, door));
    throw error;
  } finally {
    closeAll();
  }
}

export function checkOpen(door: Door, client: Client, signal: AbortSignal): Promise<Outcome> {
  const from = performance.now();
  return withPeers(door, [client], signal, async () => pass(`${Math.round(performance.now() - from)} ms`));
}

/** What PeerJS sends to connect two browsers, each way, and that it arrives as it was sent, from whom it says. */
export function checkMeeting(door: Door, clients: readonly Client[], signal: AbortSignal): Promise<Outcome> {
  return withPeers(door, clients, signal, async ([ann, bob]) => {
    if (ann === undefined || bob === undefined) throw new Error('two clients are needed');
    const from = performance.now();
    const steps = [
      ['OFFER', ann, bob],
      ['ANSWER', bob, ann],
      ['CANDIDATE', ann, bob],
      ['CANDIDATE', bob, ann],
    ] as const;
    for (const [type, sender, receiver] of steps) {
      const connectionId = `dc_smoke${Math.random().toString(36).slice(2)}`;
      sender.send({ type, dst: receiver.id, payload: { type: 'data', connectionId } });
      const { src, payload } = await receiver.next(type);
      if (src !== sender.id || payload?.connectionId !== connectionId) {
        return fail(
          `${type} arrives as another one than was sent`,
          'Something in between changes messages: see what stands before the service.',
        );
      }
    }
    return pass(
      `OFFER, ANSWER and CANDIDATE arrive, ${Math.round((performance.now() - from) / steps.length)} ms each`,
    );
  });
}

/** What a browser first asks of a STUN or TURN server, over UDP, TCP or TLS. */
import { randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  type Answer,
  ATTRIBUTE,
  type Attribute,
  errorCodeOf,
  longTermKey,
  mappedAddressOf,
  messageLength,
  METHOD,
  readAnswer,
  writeRequest,
} from './stun-message.ts';

/** A datagram may be lost, and is to a port that is not open yet: asked again after this wait, ms. */
const ASK_AGAIN_MS = 100;
/** RFC 8656, section 18.8: the relayed address is to be one of UDP. */
const UDP = Buffer.from([17, 0, 0, 0]);
const NOW = Buffer.alloc(4);

export interface StunServer {
  readonly kind: 'stun' | 'turn';
  readonly host: string;
  readonly port: number;
  readonly transport: 'udp' | 'tcp' | 'tls';
}

/** Reads a URL as in `RTCIceServer` (RFC 7064, RFC 7065); null for one that is none. */
export function parseStunUrl(url: string): StunServer | null {
  const parts = /^(stun|turn)(s?):(\[[\d:a-f.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:\?transport=(udp|tcp))?$/i.exec(
    url,
  );
  const [, kind = '', s = '', host = '', port, transport = 'udp'] = parts ?? [];
  if (parts === null) return null;
  return {
    kind: kind.toLowerCase() === 'turn' ? 'turn' : 'stun',
    host: host.replace(/^\[|\]$/g, ''),
    port: Number(port ?? (s === '' ? 3478 : 5349)),
    transport: s !== '' ? 'tls' : transport.toLowerCase() === 'tcp' ? 'tcp' : 'udp',
  };
}

/**
 * Asks for the own address as the server sees it (RFC 8489, section 2).
 *
 * @returns it, or an empty text where it is not one of IPv4
 * @throws when there is no answer in time, or it is a refusal
 */
export function askAddress(server: StunServer, timeoutMs: number): Promise<string> {
  return using(server, timeoutMs, async (wire) => {
    const answer = await wire.ask(METHOD.binding, []);
    if (!answer.isSuccess) throw new Error(`it answers with the error ${errorCodeOf(answer)}`);
    return mappedAddressOf(answer) ?? '';
  });
}

/**
 * Asks for a relayed address (RFC 8656, section 7), and gives it back at once.
 *
 * @returns `allocated`, or the error code, for instance 401
 * @throws when there is no answer in time
 */
export function askRelay(
  server: StunServer,
  username: string,
  credential: string,
  timeoutMs: number,
): Promise<'allocated' | number> {
  return using(server, timeoutMs, async (wire) => {
    // Who names nobody is told the realm, and gets a nonce.
    const challenge = await wire.ask(METHOD.allocate, [[ATTRIBUTE.transport, UDP]]);
    if (challenge.isSuccess) throw new Error('it relays for everybody, without credentials');
    const realm = challenge.attributes.get(ATTRIBUTE.realm) ?? Buffer.of();
    const nonce = challenge.attributes.get(ATTRIBUTE.nonce) ?? Buffer.of();
    const who: readonly Attribute[] = [
      [ATTRIBUTE.username, Buffer.from(username)],
      [ATTRIBUTE.realm, realm],
      [ATTRIBUTE.nonce, nonce],
    ];
    const key = longTermKey(username, realm.toString(), credential);
    const answer = await wire.ask(METHOD.allocate, [[ATTRIBUTE.transport, UDP], ...who], key);
    if (!answer.isSuccess) return errorCodeOf(answer);
    // A lifetime of 0: the server counts allocations, and would keep this one for ten minutes.
    await wire.ask(METHOD.refresh, [[ATTRIBUTE.lifetime, NOW], ...who], key);
    return 'allocated';
  });
}

interface Wire {
  /** Asks until it is answered. */
  ask(method: number, attributes: readonly Attribute[], key?: Buffer): Promise<Answer>;
}

interface Line {
  send(message: Buffer): void;
  close(): void;
}

interface Events {
  heard(message: Buffer): void;
  failed(error: Error): void;
}

async function using<T>(server: StunServer, timeoutMs: number, work: (wire: Wire) => Promise<T>): Promise<T> {
  const pending = new Map<string, (answer: Answer) => void>();
  let fail: (error: Error) => void = () => undefined;
  const failure = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // It may fail while nothing is being asked.
  failure.catch(() => undefined);
  const timer = setTimeout(() => fail(new Error('it does not answer')), timeoutMs);
  const events: Events = {
    heard(message) {
      const answer = readAnswer(message);
      if (answer !== null) pending.get(answer.transaction.toString('hex'))?.(answer);
    },
    failed: (error) => fail(error),
  };
  let line: Line | null = null;
  async function ask(method: number, attributes: readonly Attribute[], key?: Buffer): Promise<Answer> {
    const transaction = randomBytes(12);
    const request = writeRequest(method, transaction, attributes, key);
    const answered = new Promise<Answer>((resolve) => pending.set(transaction.toString('hex'), resolve));
    line?.send(request);
    // What TCP was given it does not lose.
    const again =
      server.transport === 'udp' ? setInterval(() => line?.send(request), ASK_AGAIN_MS) : undefined;
    try {
      return await Promise.race([answered, failure]);
    } finally {
      clearInterval(again);
    }
  }
  try {
    line = server.transport === 'udp' ? await openUdp(server, events) : openStream(server, events);
    return await work({ ask });
  } finally {
    clearTimeout(timer);
    line?.close();
  }
}

async function openUdp({ host, port }: StunServer, { heard, failed }: Events): Promise<Line> {
  const { address, family } = await lookup(host);
  const socket = createSocket(family === 6 ? 'udp6' : 'udp4');
  socket.on('message', heard).on('error', failed);
  return { send: (message) => socket.send(message, port, address), close: () => socket.close() };
}

function openStream({ host, port, transport }: StunServer, { heard, failed }: Events): Line {
  const socket: Socket =
    transport === 'tls'
      ? // RFC 6066, section 3: an address is no server name.
        connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })
      : connect({ host, port });
  let bytes = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    let length = messageLength(bytes);
    while (length !== null && bytes.length >= length) {
      heard(bytes.subarray(0, length));
      bytes = bytes.subarray(length);
      length = messageLength(bytes);
    }
  });
  socket.on('error', failed).on('close', () => failed(new Error('it closes the connection')));
  return { send: (message) => socket.write(message), close: () => socket.destroy() };
}

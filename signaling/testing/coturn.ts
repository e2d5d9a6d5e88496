/** A real TURN server (coturn) that shares a secret with the service, and what a browser first asks of one. */
import { spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { on } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOOPBACK = '127.0.0.1';

/** Longest wait for an answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;
/** A datagram may be lost, and is to a port that is not open yet: asked again after this wait, ms. */
const ASK_AGAIN_MS = 50;

/** RFC 8489, sections 5 and 14, and RFC 8656, section 18. */
const MAGIC_COOKIE = 0x2112a442;
const ALLOCATE = 0x0003;
const ALLOCATED = 0x0103;
const ATTRIBUTE = {
  username: 0x0006,
  integrity: 0x0008,
  error: 0x0009,
  realm: 0x0014,
  nonce: 0x0015,
  transport: 0x0019,
} as const;
const UDP = Buffer.from([17, 0, 0, 0]);

export interface Coturn {
  /** Asks for a relayed address (RFC 8656, section 7). @returns `allocated`, or the error code, for instance 401 */
  allocate(username: string, credential: string): Promise<'allocated' | number>;
  stop(): Promise<void>;
}

/**
 * @param secret its `static-auth-secret`
 * @throws when `turnserver` is not installed, or does not answer
 */
export async function startCoturn(secret: string): Promise<Coturn> {
  const folder = await mkdtemp(join(tmpdir(), 'coturn-'));
  const port = await freePort();
  const program = process.env['TURNSERVER_PATH'] || 'turnserver';
  const child = spawn(program, options(port, folder, secret), { cwd: folder, stdio: 'ignore' });
  // A run that is broken off must leave neither the server behind nor its folder.
  const end = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  const ended = new Promise((resolve) => child.once('close', resolve));
  const failed = new Promise<never>((_resolve, reject) => {
    child.once('error', ({ message }) => reject(new Error(`turnserver cannot be started: ${message}`)));
    child.once('exit', (code) => reject(new Error(`turnserver ended with ${code}`)));
  });
  // It ends when it is told to.
  failed.catch(() => undefined);

  // Open until the end: an allocation belongs to its port, which must not be another client's.
  const sockets: Socket[] = [];
  const allocate = async (username: string, credential: string): Promise<'allocated' | number> => {
    const socket = createSocket('udp4');
    sockets.push(socket);
    return Promise.race([failed, allocateOn(socket, port, username, credential)]);
  };
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    for (const socket of sockets) socket.close();
    end();
    await ended;
  };
  try {
    await allocate('nobody', 'nothing');
  } catch (error) {
    await stop();
    throw error;
  }
  return { allocate, stop };
}

function options(port: number, folder: string, secret: string): string[] {
  return [
    // No configuration file: all of it is here.
    '-n',
    `--listening-ip=${LOOPBACK}`,
    `--listening-port=${port}`,
    `--relay-ip=${LOOPBACK}`,
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    '--realm=test',
    '--no-tcp',
    '--no-tls',
    '--no-dtls',
    '--no-cli',
    '--relay-threads=1',
    '--log-file=stdout',
    `--userdb=${join(folder, 'db')}`,
    `--pidfile=${join(folder, 'pid')}`,
  ];
}

/** Free at this moment; the server takes it at once. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => void socket.bind(0, LOOPBACK, resolve));
  const { port } = socket.address();
  await new Promise<void>((resolve) => void socket.close(resolve));
  return port;
}

type Attribute = readonly [type: number, value: Buffer];

interface Answer {
  readonly type: number;
  readonly attributes: ReadonlyMap<number, Buffer>;
}

async function allocateOn(
  socket: Socket,
  port: number,
  username: string,
  credential: string,
): Promise<'allocated' | number> {
  // Who names nobody is told the realm, and gets a nonce.
  const challenge = await ask(socket, port, [[ATTRIBUTE.transport, UDP]]);
  const realm = challenge.attributes.get(ATTRIBUTE.realm) ?? Buffer.of();
  const nonce = challenge.attributes.get(ATTRIBUTE.nonce) ?? Buffer.of();
  const attributes: readonly Attribute[] = [
    [ATTRIBUTE.transport, UDP],
    [ATTRIBUTE.username, Buffer.from(username)],
    [ATTRIBUTE.realm, realm],
    [ATTRIBUTE.nonce, nonce],
  ];
  // RFC 8489, section 9.2.2: the key of long-term credentials.
  const key = createHash('md5').update(`${username}:${realm.toString()}:${credential}`).digest();
  const answer = await ask(socket, port, attributes, key);
  if (answer.type === ALLOCATED) return 'allocated';
  // RFC 8489, section 14.8: the hundreds, and the rest.
  const error = answer.attributes.get(ATTRIBUTE.error);
  if (error === undefined) throw new Error(`turnserver answers ${answer.type.toString(16)}`);
  return error.readUInt8(2) * 100 + error.readUInt8(3);
}

/** Sends an Allocate request until it is answered. */
async function ask(
  socket: Socket,
  port: number,
  attributes: readonly Attribute[],
  key?: Buffer,
): Promise<Answer> {
  const transaction = randomBytes(12);
  const request = write(transaction, attributes, key);
  const send = (): void => socket.send(request, port, LOOPBACK);
  const again = setInterval(send, ASK_AGAIN_MS);
  send();
  try {
    const until = { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS), close: ['close'] };
    for await (const [message] of on(socket, 'message', until)) {
      if (Buffer.isBuffer(message) && message.subarray(8, 20).equals(transaction)) return read(message);
    }
    throw new Error('stopped before it was answered');
  } finally {
    clearInterval(again);
  }
}

function write(transaction: Buffer, attributes: readonly Attribute[], key?: Buffer): Buffer {
  const body = Buffer.concat(attributes.map(writeAttribute));
  const message = (length: number): Buffer => {
    const header = Buffer.alloc(8);
    header.writeUInt16BE(ALLOCATE, 0);
    header.writeUInt16BE(length, 2);
    header.writeUInt32BE(MAGIC_COOKIE, 4);
    return Buffer.concat([header, transaction, body]);
  };
  if (key === undefined) return message(body.length);
  // RFC 8489, section 14.5: over all that comes before, as long as it is with the signature (24 bytes).
  const whole = message(body.length + 24);
  const integrity = createHmac('sha1', key).update(whole).digest();
  return Buffer.concat([whole, writeAttribute([ATTRIBUTE.integrity, integrity])]);
}

function writeAttribute([type, value]: Attribute): Buffer {
  const written = Buffer.alloc(4 + Math.ceil(value.length / 4) * 4);
  written.writeUInt16BE(type, 0);
  written.writeUInt16BE(value.length, 2);
  value.copy(written, 4);
  return written;
}

function read(message: Buffer): Answer {
  const attributes = new Map<number, Buffer>();
  let at = 20;
  while (at + 4 <= message.length) {
    const length = message.readUInt16BE(at + 2);
    attributes.set(message.readUInt16BE(at), message.subarray(at + 4, at + 4 + length));
    at += 4 + Math.ceil(length / 4) * 4;
  }
  return { type: message.readUInt16BE(0), attributes };
}

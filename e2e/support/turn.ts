/** A real TURN server (coturn), as a process of its own on free ports of this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket, type Socket } from 'node:dgram';
import { mkdtemp } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LOOPBACK = '127.0.0.1';

/** The one account of the server: it is reached from this machine only. */
export const TURN_USER = { username: 'player', credential: 'secret' } as const;

/** All above the ports that Linux gives to sockets that ask for any (32768..60999), so that nobody takes one between. */
const LISTENING_PORTS = { first: 61_000, count: 1_000 } as const;
const RELAY_PORTS = { first: 62_000, last: 62_999 } as const;

/** Longest wait for its first answer, ms. */
const START_TIMEOUT_MS = 10_000;
/** An answer is asked for again after this wait, ms: a datagram to a port that is not open yet is lost. */
const ASK_AGAIN_MS = 50;

export interface RunningTurn {
  /** The UDP port it listens on, at 127.0.0.1. */
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts coturn and waits until it answers. */
export async function startTurn(): Promise<RunningTurn> {
  const program = process.env['TURNSERVER_PATH'] || 'turnserver';
  const folder = await mkdtemp(join(tmpdir(), 'turn-'));
  const port = await freePort();
  const child = spawn(program, options(port, folder), { cwd: folder, stdio: 'ignore' });
  // A run that is broken off must leave neither the server behind nor its folder.
  const end = (): void => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', end);
  const ended = new Promise((resolve) => child.once('close', resolve));
  async function stop(): Promise<void> {
    process.off('exit', end);
    end();
    await ended;
  }
  try {
    await answers(child, port);
  } catch (error) {
    await stop();
    throw error;
  }
  return { port, stop };
}

function options(port: number, folder: string): string[] {
  return [
    // No configuration file: all of it is here.
    '-n',
    `--listening-ip=${LOOPBACK}`,
    `--listening-port=${port}`,
    `--relay-ip=${LOOPBACK}`,
    `--min-port=${RELAY_PORTS.first}`,
    `--max-port=${RELAY_PORTS.last}`,
    // Both players are on this machine, and so are the addresses that it relays from and to.
    '--allow-loopback-peers',
    '--lt-cred-mech',
    '--realm=e2e',
    `--user=${TURN_USER.username}:${TURN_USER.credential}`,
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

/** Workers start at different ports, since their process ids differ, and go on to the next one where one is taken. */
async function freePort(): Promise<number> {
  const { first, count } = LISTENING_PORTS;
  for (let tried = 0; tried < count; tried += 1) {
    const port = first + ((process.pid + tried) % count);
    const socket = createSocket('udp4');
    const isFree = await new Promise<boolean>((resolve) => {
      socket.once('error', () => resolve(false)).once('listening', () => resolve(true));
      socket.bind(port, LOOPBACK);
    });
    socket.close();
    if (isFree) return port;
  }
  throw new Error(`no free UDP port from ${first} to ${first + count - 1}`);
}

/** Waits for an answer to a STUN binding request, which needs no account. */
async function answers(child: ChildProcess, port: number): Promise<void> {
  const socket = createSocket('udp4');
  const asking = setInterval(() => ask(socket, port), ASK_AGAIN_MS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = (why: string): void => reject(new Error(`turnserver ${why}`));
      socket.once('message', () => resolve());
      child.once('error', ({ message }) => fail(`cannot be started: ${message}`));
      child.once('exit', (code) => fail(`ended with ${code}`));
      timer = setTimeout(() => fail('does not answer'), START_TIMEOUT_MS);
      ask(socket, port);
    });
  } finally {
    clearTimeout(timer);
    clearInterval(asking);
    socket.close();
  }
}

/** RFC 8489, section 5: type, length, magic cookie, and any transaction id. */
function ask(socket: Socket, port: number): void {
  const request = Buffer.alloc(20);
  request.writeUInt16BE(0x0001, 0);
  request.writeUInt32BE(0x2112a442, 4);
  socket.send(request, port, LOOPBACK);
}

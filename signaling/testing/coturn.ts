/** A real TURN server (coturn), as a process of its own on free ports of this machine, that shares a secret with the service. */
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { mkdtemp } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askAddress, askRelay, type StunServer } from './stun.ts';

const LOOPBACK = '127.0.0.1';

/** All above the ports that Linux gives to sockets that ask for any (32768..60999), so that nobody takes one between. */
const LISTENING_PORTS = { first: 61_000, count: 1_000 } as const;
const RELAY_PORTS = { first: 62_000, last: 62_999 } as const;

/** Longest wait for an answer, ms. */
const ANSWER_TIMEOUT_MS = 10_000;

export interface Coturn {
  /** The UDP port it listens on, at 127.0.0.1. */
  readonly port: number;
  /** Asks for a relayed address. @returns `allocated`, or the error code, for instance 401 */
  allocate(username: string, credential: string): Promise<'allocated' | number>;
  stop(): Promise<void>;
}

/**
 * Starts coturn and waits until it answers.
 *
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

  const server: StunServer = { kind: 'turn', host: LOOPBACK, port, transport: 'udp' };
  const stop = async (): Promise<void> => {
    process.off('exit', end);
    end();
    await ended;
  };
  try {
    await Promise.race([failed, askAddress(server, ANSWER_TIMEOUT_MS)]);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    port,
    allocate: (username, credential) =>
      Promise.race([failed, askRelay(server, username, credential, ANSWER_TIMEOUT_MS)]),
    stop,
  };
}

function options(port: number, folder: string, secret: string): string[] {
  return [
    // No configuration file: all of it is here.
    '-n',
    `--listening-ip=${LOOPBACK}`,
    `--listening-port=${port}`,
    `--relay-ip=${LOOPBACK}`,
    `--min-port=${RELAY_PORTS.first}`,
    `--max-port=${RELAY_PORTS.last}`,
    // Everybody is on this machine, and so are the addresses that it relays from and to.
    '--allow-loopback-peers',
    '--use-auth-secret',
    `--static-auth-secret=${secret}`,
    '--realm=test',
    '--no-tls',
    '--no-dtls',
    '--no-cli',
    '--relay-threads=1',
    '--log-file=stdout',
    `--userdb=${join(folder, 'db')}`,
    `--pidfile=${join(folder, 'pid')}`,
  ];
}

/** Processes start at different ports, since their ids differ, and go on to the next one where one is taken. */
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

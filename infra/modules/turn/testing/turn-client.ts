/** Debian's own client of coturn, and what a browser does over TLS. */
import { createInterface } from 'node:readline';
import { connect, type PeerCertificate } from 'node:tls';
import { spawnGuarded } from '../../../../signaling/testing/processes-left.ts';
import { BINDING_REQUEST, LOOPBACK, TIMEOUT_MS } from './turnserver.ts';

let clients = 0;

/**
 * Another address of this machine each time. Allocations live on when their client is gone, and from the same port of
 * the same address the next one would be told that it has one already (437).
 */
function nextAddress(): string {
  clients += 1;
  return `127.1.${clients >> 8}.${clients & 255}`;
}

export interface Client {
  readonly port: number;
  readonly username: string;
  readonly credential: string;
}

/**
 * Asks for a relayed address and for the right to exchange data with a peer; sends the peer nothing.
 *
 * @param flags more of the client's own: `-T` for a relay over TCP, `-x -X` for one of IPv6
 * @returns the error code of whichever is refused (RFC 8656, section 18)
 */
export function askFor(
  peer: string,
  { port, username, credential }: Client,
  flags: readonly string[] = [],
): Promise<number | 'permitted'> {
  const args = ['-v', '-c', '-n', '0', '-m', '1', '-p', `${port}`, '-u', username, '-w', credential];
  return follow([...args, ...flags, '-e', peer], (line, before) => {
    const refused = /error (\d{3}) /.exec(line)?.[1];
    if (refused !== undefined) return Number(refused);
    // The answer to a channel is the only one with a number.
    if (/success: 0x/.test(line)) return 'permitted';
    // Told 401, it asks for ever. The first one is the server's question who is asking.
    const asked = before.filter((earlier) => earlier.includes('allocate sent')).length;
    const answered = before.some((earlier) => earlier.includes('success'));
    return asked > 3 && !answered ? 401 : undefined;
  });
}

/** Two clients that both hide behind the server send each other data. @returns how much was lost, in per cent */
export function meet({ port, username, credential }: Client): Promise<number> {
  const args = ['-y', '-c', '-n', '2', '-m', '1', '-p', `${port}`, '-u', username, '-w', credential];
  return follow(args, (line) => {
    const lost = /Total lost packets \d+ \(([\d.]+)%\)/.exec(line)?.[1];
    return lost === undefined ? undefined : Number(lost);
  });
}

/** Runs the client until a line tells the result. */
async function follow<T>(
  args: readonly string[],
  read: (line: string, before: readonly string[]) => T | undefined,
): Promise<T> {
  const child = spawnGuarded('turnutils_uclient', ['-L', nextAddress(), ...args, LOOPBACK]);
  const deadline = AbortSignal.timeout(TIMEOUT_MS);
  deadline.addEventListener('abort', () => child.kill('SIGKILL'));
  const lines: string[] = [];
  try {
    if (child.stdout === null) throw new Error('turnutils_uclient has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      const result = read(line, lines);
      if (result !== undefined) return result;
      lines.push(line);
    }
    throw new Error(`turnutils_uclient ended:\n${lines.join('\n')}`);
  } finally {
    child.kill('SIGKILL');
  }
}

/**
 * A TLS connection over which STUN works.
 *
 * @param ca PEM of the authority to trust
 * @returns the certificate that the server showed
 * @throws when it does not speak TLS or STUN, or its certificate is not one of the authority for the name
 */
export function overTls(port: number, servername: string, ca: string): Promise<PeerCertificate> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: LOOPBACK, port, servername, ca });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error('no answer')));
    socket.once('error', reject);
    socket.once('close', () => reject(new Error('closed without an answer')));
    socket.once('secureConnect', () => socket.write(BINDING_REQUEST));
    socket.once('data', (answer) => {
      const certificate = socket.getPeerCertificate();
      socket.destroy();
      if (answer.readUInt16BE(0) === 0x0101) resolve(certificate);
      else reject(new Error(`no binding response: ${answer.toString('hex')}`));
    });
  });
}

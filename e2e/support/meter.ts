/** Stands between browsers and a server on this machine, and counts the bytes that pass each way. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

const LOOPBACK = '127.0.0.1';

export interface Meter {
  readonly port: number;
  /** What the browsers have sent so far, bytes: of TCP what is in its segments, of UDP what is in its datagrams. */
  readonly up: number;
  /** What they have got so far, bytes. */
  readonly down: number;
  /** TCP connections or UDP datagrams so far, both ways. */
  readonly units: number;
  close(): Promise<void>;
}

/** For HTTP and WebSockets. */
export async function meterTcp(serverPort: number): Promise<Meter> {
  const count = { up: 0, down: 0, units: 0 };
  const open = new Set<() => void>();
  const front = createServer((browser) => {
    count.units += 1;
    const server = connect(serverPort, LOOPBACK);
    const end = (): void => {
      browser.destroy();
      server.destroy();
      open.delete(end);
    };
    open.add(end);
    browser.on('data', ({ length }) => (count.up += length));
    server.on('data', ({ length }) => (count.down += length));
    browser.on('close', end).on('error', end).pipe(server);
    server.on('close', end).on('error', end).pipe(browser);
  }).listen(0, LOOPBACK);
  await once(front, 'listening');
  const address = front.address();
  if (address === null || typeof address === 'string') throw new Error('the meter has no port');
  return reading(address.port, count, async () => {
    front.close();
    for (const end of open) end();
    await once(front, 'close');
  });
}

/** For TURN: each of the browsers' sockets gets one of its own to the server, which tells them apart by their ports. */
export async function meterUdp(serverPort: number): Promise<Meter> {
  const count = { up: 0, down: 0, units: 0 };
  const backs = new Map<number, Socket>();
  const front = createSocket('udp4').bind(0, LOOPBACK);
  await once(front, 'listening');
  const backOf = (clientPort: number): Socket => {
    const known = backs.get(clientPort);
    if (known !== undefined) return known;
    const back = createSocket('udp4').bind(0, LOOPBACK);
    backs.set(clientPort, back);
    back.on('message', (datagram) => {
      count.down += datagram.length;
      count.units += 1;
      front.send(datagram, clientPort, LOOPBACK);
    });
    return back;
  };
  front.on('message', (datagram, { port }) => {
    count.up += datagram.length;
    count.units += 1;
    backOf(port).send(datagram, serverPort, LOOPBACK);
  });
  return reading(front.address().port, count, () => {
    for (const socket of [front, ...backs.values()]) socket.close();
    return Promise.resolve();
  });
}

function reading(
  port: number,
  count: Readonly<Record<'up' | 'down' | 'units', number>>,
  close: () => Promise<void>,
): Meter {
  return {
    port,
    close,
    get up() {
      return count.up;
    },
    get down() {
      return count.down;
    },
    get units() {
      return count.units;
    },
  };
}

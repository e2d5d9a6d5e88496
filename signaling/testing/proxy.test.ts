/** What the chaos rounds take for granted of the lines that they break. */
import { createServer as createHttpServer, type Server as HttpServer } from 'node:http';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { eventually } from './eventually.ts';
import { listening, TcpProxy } from './proxy.ts';
import { RoundRobinProxy } from './proxy-round-robin.ts';

/** Says back what it hears, after its own letter. */
async function startEcho(letter: string): Promise<{ readonly port: number; readonly server: Server }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (data: Buffer) => void socket.write(letter + data.toString()));
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: await listening(server), server };
}

async function openProxy(upstream: number): Promise<TcpProxy> {
  const proxy = await TcpProxy.open(upstream);
  onTestFinished(() => proxy.close());
  return proxy;
}

interface Client {
  readonly socket: Socket;
  heard: string;
  readonly closed: Promise<unknown>;
}

function dial(port: number): Client {
  const socket = connect(port, '127.0.0.1');
  onTestFinished(() => void socket.destroy());
  socket.on('error', () => undefined);
  const client: Client = {
    socket,
    heard: '',
    closed: new Promise((resolve) => socket.once('close', resolve)),
  };
  socket.on('data', (data: Buffer) => {
    client.heard += data.toString();
  });
  return client;
}

test('what passes arrives whole and in order, and so does the end', async () => {
  const proxy = await openProxy((await startEcho('')).port);
  const client = dial(proxy.port);
  const text = Array.from({ length: 100_000 }, (_, i) => `${i},`).join('');
  client.socket.end(text);
  await client.closed;
  expect(client.heard).toBe(text);
});

test('a stalled line passes nothing, not even an end; healed, it passes what was said meanwhile', async () => {
  const { port } = await startEcho('');
  const [stalled, other] = [await openProxy(port), await openProxy(port)];
  const client = dial(stalled.port);
  client.socket.write('a');
  await eventually(() => expect(client.heard).toBe('a'));
  stalled.stall();
  client.socket.end('b');
  // Meanwhile another line has passed something there and back.
  const meanwhile = dial(other.port);
  meanwhile.socket.write('c');
  await eventually(() => expect(meanwhile.heard).toBe('c'));
  expect(client.heard).toBe('a');
  stalled.heal();
  await client.closed;
  expect(client.heard).toBe('ab');
});

test('a slow line takes its time in each direction, and keeps the order when it is quick again', async () => {
  const proxy = await openProxy((await startEcho('')).port);
  const client = dial(proxy.port);
  proxy.slow(50);
  const start = performance.now();
  client.socket.write('a');
  await eventually(() => expect(client.heard).toBe('a'));
  expect(performance.now() - start).toBeGreaterThanOrEqual(100);
  client.socket.write('b');
  proxy.heal();
  client.socket.write('c');
  await eventually(() => expect(client.heard).toBe('abc'));
});

test('a cut line breaks its connections and takes no new ones until it heals', async () => {
  const proxy = await openProxy((await startEcho('')).port);
  const client = dial(proxy.port);
  client.socket.write('a');
  await eventually(() => expect(client.heard).toBe('a'));
  proxy.cut();
  await client.closed;
  await dial(proxy.port).closed;
  proxy.heal();
  const again = dial(proxy.port);
  again.socket.write('a');
  await eventually(() => expect(again.heard).toBe('a'));
});

test('a redirected line breaks its connections and leads new ones elsewhere', async () => {
  const [first, second] = [await startEcho('1'), await startEcho('2')];
  const proxy = await openProxy(first.port);
  const client = dial(proxy.port);
  client.socket.write('a');
  await eventually(() => expect(client.heard).toBe('1a'));
  proxy.redirect(second.port);
  await client.closed;
  const again = dial(proxy.port);
  again.socket.write('a');
  await eventually(() => expect(again.heard).toBe('2a'));
});

interface Upstream {
  readonly url: string;
  readonly server: HttpServer;
  status: number;
}

async function startUpstream(name: string): Promise<Upstream> {
  const server = createHttpServer((request, response) => {
    response.writeHead(request.url === '/serving' ? upstream.status : 200, { connection: 'close' }).end(name);
  });
  const upstream: Upstream = { url: `http://127.0.0.1:${await listening(server)}`, server, status: 200 };
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return upstream;
}

async function answersOf(url: string, count: number): Promise<string> {
  const answers: string[] = [];
  for (let at = 0; at < count; at += 1) answers.push(await (await fetch(url)).text());
  return answers.join('');
}

test('each new connection goes to the next instance, past those that do not serve or are gone', async () => {
  const [a, b, c] = [await startUpstream('a'), await startUpstream('b'), await startUpstream('c')];
  const proxy = await RoundRobinProxy.open([a.url, b.url, c.url]);
  onTestFinished(() => proxy.close());
  expect(await answersOf(proxy.url, 6)).toBe('abcabc');
  b.status = 503;
  await eventually(async () => expect(await answersOf(proxy.url, 6)).not.toContain('b'));
  // Between two probes: the connection is refused, and the next one is tried at once.
  c.server.close();
  expect(await answersOf(proxy.url, 3)).toBe('aaa');
  b.status = 200;
  await eventually(async () => expect(await answersOf(proxy.url, 6)).toContain('b'));
});

test('with no instance left a connection is broken, so that nobody waits', async () => {
  const a = await startUpstream('a');
  const proxy = await RoundRobinProxy.open([a.url]);
  onTestFinished(() => proxy.close());
  a.server.close();
  await expect(fetch(proxy.url)).rejects.toThrow('fetch failed');
});

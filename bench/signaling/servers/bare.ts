/**
 * The least that a relay can do with `ws`: no rules, no limits, no HTTP. `BARE=bytes` passes on the bytes that came,
 * `BARE=json` reads each message and writes it again with `src`.
 */
import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';

const sockets = new Map<string, WebSocket>();
const DST = '"dst":"';

/** PeerJS clients write `dst` last. */
function destinationOf(data: Buffer): string {
  const begin = data.lastIndexOf(DST) + DST.length;
  return data.toString('latin1', begin, data.indexOf('"', begin));
}

function passBytes(_id: string, data: Buffer): void {
  sockets.get(destinationOf(data))?.send(data, { binary: false });
}

function passJson(id: string, data: Buffer): void {
  const message = JSON.parse(data.toString());
  message.src = id;
  sockets.get(message.dst)?.send(JSON.stringify(message));
}

const pass = process.env['BARE'] === 'json' ? passJson : passBytes;
const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, clientTracking: false });
server.on('connection', (socket, request) => {
  const id = new URLSearchParams(request.url?.slice(request.url.indexOf('?'))).get('id') ?? '';
  sockets.set(id, socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(id));
  socket.on('message', (data: Buffer) => pass(id, data));
  socket.send('{"type":"OPEN"}');
});
http.listen(Number(process.env['PORT']), '127.0.0.1');

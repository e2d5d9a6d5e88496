/**
 * A room server as many write it: each instance subscribes to one pattern, and so reads what is published to any
 * room. A client is a room of its own.
 */
import { createServer } from 'node:http';
import { createClient } from 'redis';
import { type WebSocket, WebSocketServer } from 'ws';

const publisher = createClient({ url: process.env['REDIS_URL'] ?? '' });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const sockets = new Map<string, WebSocket>();
await subscriber.pSubscribe('room:*', (text, channel) =>
  sockets.get(channel.slice('room:'.length))?.send(text),
);

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false, clientTracking: false });
server.on('connection', (socket, request) => {
  const id = new URLSearchParams(request.url?.slice(request.url.indexOf('?'))).get('id') ?? '';
  sockets.set(id, socket);
  socket.on('error', () => {});
  socket.on('close', () => sockets.delete(id));
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString());
    message.src = id;
    void publisher.publish(`room:${message.dst}`, JSON.stringify(message));
  });
  socket.send('{"type":"OPEN"}');
});
http.listen(Number(process.env['PORT']), '127.0.0.1');

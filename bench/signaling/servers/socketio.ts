/** socket.io with its Redis adapter: a client is a room of its own, as its manual does it. */
import { createServer } from 'node:http';
import { createAdapter } from '@socket.io/redis-adapter';
import { createClient } from 'redis';
import { Server } from 'socket.io';

const publisher = createClient({ url: process.env['REDIS_URL'] ?? '' });
const subscriber = publisher.duplicate();
await Promise.all([publisher.connect(), subscriber.connect()]);

const http = createServer();
const io = new Server(http, { adapter: createAdapter(publisher, subscriber), transports: ['websocket'] });
io.on('connection', (socket) => {
  const id = String(socket.handshake.query['id']);
  void socket.join(id);
  socket.on('message', (message: { readonly dst: string }) => {
    io.to(message.dst).emit('message', { ...message, src: id });
  });
});
http.listen(Number(process.env['PORT']), '127.0.0.1');

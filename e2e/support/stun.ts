/** A STUN server of this machine that gives no answer, and counts who asks. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';

export interface CountedStun extends AsyncDisposable {
  /** For `STUN_URLS`. */
  readonly url: string;
  /** Packets so far. */
  readonly asked: number;
}

export async function countStun(): Promise<CountedStun> {
  let asked = 0;
  const socket = createSocket('udp4', () => (asked += 1)).bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return {
    url: `stun:127.0.0.1:${socket.address().port}`,
    get asked() {
      return asked;
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
}

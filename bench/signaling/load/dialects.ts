/** What clients of the compared servers say. */
import * as v from 'valibot';

/** `peerjs`: JSON on a bare WebSocket · `socket.io`: packets of Engine.IO 4 and Socket.IO 5 */
export const DIALECTS = ['peerjs', 'socket.io'] as const;
export type Dialect = (typeof DIALECTS)[number];

/** An OFFER as a PeerJS client writes it. */
export interface Offer {
  readonly type: 'OFFER';
  readonly payload: unknown;
  readonly dst: string;
}

const SDP_HEAD =
  'v=0\r\no=- 4611731400430051336 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE 0\r\n' +
  'a=extmap-allow-mixed\r\na=msid-semantic: WMS\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n' +
  'c=IN IP4 0.0.0.0\r\na=ice-ufrag:EsAw\r\na=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1\r\na=ice-options:trickle\r\n' +
  'a=fingerprint:sha-256 D2:FA:0E:C3:22:59:5E:14:95:69:92:3D:13:B4:84:24:2C:C2:A2:C0:3E:FD:34:8E:5E:EA:6F:AF:52:CE:E6:0F\r\n' +
  'a=setup:actpass\r\na=mid:0\r\na=sctp-port:5000\r\na=max-message-size:262144\r\n';
const SDP_LINE =
  'a=candidate:1467250027 1 udp 2122260223 192.168.0.196 46243 typ host generation 0 ufrag EsAw network-id 1\r\n';

/** @param bytes length of the whole message as JSON */
export function offerTo(dst: string, bytes: number): Offer {
  const offer = (sdp: string): Offer => ({
    type: 'OFFER',
    payload: {
      sdp: { type: 'offer', sdp },
      type: 'data',
      connectionId: 'dc_4f1xk2m9q7',
      label: 'dc_4f1xk2m9q7',
      reliable: true,
      serialization: 'raw',
    },
    dst,
  });
  const sized = (sdp: string): number => JSON.stringify(offer(sdp)).length;
  let sdp = SDP_HEAD;
  while (sized(sdp + SDP_LINE) <= bytes) sdp += SDP_LINE;
  return offer(sdp + 'a'.repeat(Math.max(0, bytes - sized(sdp))));
}

const SocketIoEvent = v.tuple([v.literal('message'), v.unknown()]);

export interface Speech {
  path(id: string, token: string): string;
  /** What each text that comes before a client is open is answered with; `null`: with nothing, the client is open. */
  greet(text: string): string | null;
  write(offer: Offer): string;
  read(text: string): unknown;
}

export const SPEECH: Readonly<Record<Dialect, Speech>> = {
  peerjs: {
    path: (id, token) => `/peerjs?key=peerjs&id=${id}&token=${token}&version=1.5.5`,
    greet: (text) => {
      if (text !== '{"type":"OPEN"}') throw new Error(`instead of OPEN: ${text}`);
      return null;
    },
    write: (offer) => JSON.stringify(offer),
    read: (text): unknown => JSON.parse(text),
  },
  'socket.io': {
    path: (id) => `/socket.io/?EIO=4&transport=websocket&id=${id}`,
    greet: (text) => {
      if (text.startsWith('0{')) return '40';
      if (!text.startsWith('40')) throw new Error(`instead of a connection: ${text}`);
      return null;
    },
    write: (offer) => `42${JSON.stringify(['message', offer])}`,
    read: (text) => v.parse(SocketIoEvent, JSON.parse(text.slice('42'.length)))[1],
  },
};

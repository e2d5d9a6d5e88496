/**
 * What is counted, and the counters that it is shown as: name (after `signaling_`), what it means, and, where there are
 * several codes, the label that tells them apart, with its value for each.
 */
export interface Family {
  readonly help: string;
  readonly label: string | null;
  readonly codes: Readonly<Record<string, string>>;
}

export const COUNTERS = {
  connections_opened_total: {
    help: 'WebSockets that were let in.',
    label: 'kind',
    codes: {
      /** a PeerJS client got OPEN */
      'opened/peerjs': 'peerjs',
      /** a client of the raw relay got its room */
      'opened/raw': 'raw',
    },
  },
  messages_forwarded_total: {
    help: 'Messages from one client handed on to another, by where that one is.',
    label: 'where',
    codes: {
      /** to a client of this instance */
      'forward/local': 'local',
      /** to another instance */
      'forward/remote': 'remote',
    },
  },
  messages_undelivered_total: {
    help: 'Messages that reached nobody, by why.',
    label: 'code',
    codes: {
      /** to something that cannot be an id */
      'relay/bad-destination': 'relay/bad-destination',
      /** to an absent peer, with no space left to wait in */
      'relay/full': 'relay/full',
      /** to an absent peer that did not come in time; one for each pair of peers */
      'relay/expired': 'relay/expired',
      /** a challenge of which nobody knows whether it arrived */
      'challenge/unconfirmed': 'challenge/unconfirmed',
    },
  },
  schema_rejections_total: {
    help: 'Frames that fit no schema, by what is wrong with them.',
    label: 'code',
    codes: {
      /** binary, empty, no JSON, or not `{ type: string, ... }` */
      'frame/unreadable': 'frame/unreadable',
      /** a type that the service does not know, or that only a server may say */
      'frame/unknown-type': 'frame/unknown-type',
      /** a known type whose other fields do not fit */
      'frame/malformed': 'frame/malformed',
      /** a frame of the raw relay, answered by `schema-error` */
      'raw/malformed': 'raw/malformed',
    },
  },
  rate_limit_drops_total: {
    help: 'Messages dropped because there were too many, by whose limit it was.',
    label: 'scope',
    codes: {
      'limit/connection': 'connection',
      'limit/address': 'address',
      'limit/room': 'room',
      /** a request of the superset: its client asks too often */
      'request/rate': 'request',
    },
  },
  consent_refusals_total: {
    help: 'Messages to a peer that did not allow their sender.',
    label: null,
    codes: { 'consent/refused': '' },
  },
  backpressure_closes_total: {
    help: 'WebSockets closed because their clients read too slowly.',
    label: null,
    codes: { 'backpressure/closed': '' },
  },
  backpressure_skips_total: {
    help: 'Presence frames not sent to a client that reads slowly; it gets a snapshot later.',
    label: null,
    codes: { 'backpressure/skipped': '' },
  },
  socket_failures_total: {
    help: 'WebSockets that broke.',
    label: 'code',
    codes: {
      /** broke the protocol, sent too long a message, or lost its network */
      'socket/error': 'socket/error',
      /** was not heard for the alive timeout */
      'socket/dead': 'socket/dead',
    },
  },
} as const satisfies Readonly<Record<string, Family>>;

type CodeOf<Counter> = Counter extends { readonly codes: infer Codes } ? keyof Codes : never;

/** What happened, for instance `relay/full`. */
export type Counted = CodeOf<(typeof COUNTERS)[keyof typeof COUNTERS]>;

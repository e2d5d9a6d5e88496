/** Values that are not kept but read when somebody asks. `null`: there is no such thing here, and none is shown. */
export interface Readings {
  /** WebSockets of PeerJS clients. */
  readonly peerConnections: () => number | null;
  /** WebSockets of the raw relay. */
  readonly rawConnections: () => number | null;
  /** Rooms with a member on this instance. */
  readonly localRooms: () => number | null;
  /** Rooms of the raw relay with a member on this instance. */
  readonly rawRooms: () => number | null;
  /** Messages that wait for absent peers in the memory of this instance. */
  readonly heldMessages: () => number | null;
  readonly redisUp: () => boolean | null;
  readonly breakerOpen: () => boolean | null;
}

/** The gauges that they are shown as: name (after `signaling_`), and with several readings the label that tells them apart. */
interface Family {
  readonly help: string;
  readonly label: string | null;
  readonly values: readonly (readonly [reading: keyof Readings, value: string])[];
}

export const GAUGES: Readonly<Record<string, Family>> = {
  active_connections: {
    help: 'WebSockets that are open now.',
    label: 'kind',
    values: [
      ['peerConnections', 'peerjs'],
      ['rawConnections', 'raw'],
    ],
  },
  local_rooms: {
    help: 'Rooms with a member on this instance.',
    label: 'kind',
    values: [
      ['localRooms', 'peerjs'],
      ['rawRooms', 'raw'],
    ],
  },
  held_messages: {
    help: 'Messages that wait for absent peers in the memory of this instance.',
    label: null,
    values: [['heldMessages', '']],
  },
  redis_up: {
    help: '1 while Redis works, 0 while it does not; missing without Redis.',
    label: null,
    values: [['redisUp', '']],
  },
  circuit_breaker_open: {
    help: '1 while no command is sent to Redis; missing without Redis.',
    label: null,
    values: [['breakerOpen', '']],
  },
};

export { isPeerId, parsePlayerId } from './id.ts';
export { IceServers } from './ice.ts';
export { HANDSHAKE_ERRORS, PeerMessage, type RelayedType, TOKEN_MAX_LENGTH } from './peerjs.ts';
export {
  type Change,
  type ChallengeReply,
  ClientRequest,
  type GoAwayReason,
  LOBBY,
  type Member,
  Mid,
  type RefusalCode,
  ServerNotice,
  SNAPSHOT_MAX,
  type Status,
  STATUSES,
  SUPERSET_VERSION,
} from './superset.ts';

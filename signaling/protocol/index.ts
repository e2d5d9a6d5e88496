export { isPeerId, parsePlayerId, PEER_ID_MAX_LENGTH } from './id.ts';
export { IceServers } from './ice.ts';
export {
  ALLOW_MAX,
  type Change,
  type ChallengeReply,
  ClientRequest,
  type GoAwayReason,
  LOBBY,
  type Member,
  type RefusalCode,
  ServerNotice,
  SNAPSHOT_MAX,
  type Status,
  STATUSES,
  SUPERSET_VERSION,
} from './superset.ts';

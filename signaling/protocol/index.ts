export { isPeerId, parsePlayerId } from './id.ts';
export { IceServers } from './ice.ts';
export {
  HANDSHAKE_ERRORS,
  HandshakeError,
  type HandshakeErrorCode,
  PeerMessage,
  type RelayedType,
  TOKEN_MAX_LENGTH,
} from './peerjs.ts';
export {
  type Change,
  type ChallengeReply,
  CHAT_MAX_LENGTH,
  type ChatMessage,
  ChatText,
  ClientRequest,
  DisplayName,
  type GoAwayReason,
  HISTORY_MAX,
  LOBBY,
  type Member,
  Mid,
  NAME_MAX_LENGTH,
  type RefusalCode,
  ROOMS_MAX,
  ServerNotice,
  SNAPSHOT_MAX,
  type Status,
  STATUSES,
  SUPERSET_VERSION,
} from './superset.ts';

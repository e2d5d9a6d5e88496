export { ConfigError, findService, httpBase, type ServiceAddress } from './address.ts';
export { type Backoff, retryDelayMs, SERVICE_BACKOFF } from './backoff.ts';
export {
  createIssuer,
  type TicketIssuer,
  type TicketOutcome,
  type TicketRequest,
} from './identity/issuer.ts';
export { type BrowserKey, indexedDbKeys, type KeyStore, openKey } from './identity/keys.ts';
export {
  createLine,
  type Line,
  type LineDeps,
  type LineHandlers,
  type LineStatus,
  REDIAL_BACKOFF,
} from './line.ts';
export { LobbyClient, type LobbyEntry, type LobbyHandlers, type RequestOutcome } from './lobby.ts';
export type {
  Credentials,
  Link,
  LinkHandlers,
  LinkPath,
  LinkStage,
  Network,
  NetworkHandlers,
  RelayOffer,
} from './network.ts';
export { peerJsNetwork } from './peerjs/network.ts';

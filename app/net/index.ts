export { ConfigError, findService, type ServiceAddress } from './address.ts';
export { type Backoff, retryDelayMs, SERVICE_BACKOFF } from './backoff.ts';
export { LobbyClient, type LobbyHandlers, type RequestOutcome } from './lobby.ts';
export type { Credentials, Link, LinkHandlers, LinkStage, Network, NetworkHandlers } from './network.ts';
export { peerJsNetwork } from './peerjs/network.ts';

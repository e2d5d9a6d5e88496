/** WebSocket close codes of the service; 4000 and up are private ones (RFC 6455, 7.4.2). */
export const CLOSE = {
  /** the client said goodbye */
  left: 1000,
  /** the handshake was refused, after ERROR or ID-TAKEN */
  refused: 1008,
  /** the connection has reached its age; come back */
  renewed: 1012,
  /** the service cannot claim the id, for a reason of its own; come back */
  failed: 1011,
  /** the client reads too slowly */
  backpressure: 1013,
  /** the same id came back on another socket */
  replaced: 4001,
} as const;

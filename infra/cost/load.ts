/**
 * What players cost the service, measured by bench/lobby.bench.ts and e2e/traffic.bench.ts; docs/operations.md, "Capacity
 * planning", has the figures beside others. Bytes are those that leave the service or the TURN server: what arrives
 * there is free.
 */
export const MEASURED = {
  /** A visit with nothing in the browser's cache, from the address to "Online", bytes and HTTP requests. */
  visitBytes: 162_019,
  visitRequests: 12,
  /** A tab that is open in the lobby and does nothing, bytes and HTTP requests in an hour; new WebSockets are not among them. */
  idleBytesAnHour: 9_327,
  idleRequestsAnHour: 9,
  /**
   * What each other tab hears when somebody comes, goes, or begins or ends a game, bytes: a message, and an entry in it
   * for each who did so in the same tick. The list that a newcomer gets has the same entries.
   */
  frameBytes: 80,
  entryBytes: 34,
  /**
   * A game that is relayed, an hour of it, bytes to both players together. A minute in which both think is 22,104 bytes in
   * 278 datagrams, each with 28 more for the headers of IP and UDP: 1.8 MB an hour. 240 moves of some 400 bytes are 0.1 MB.
   */
  relayedBytesAnHour: 1_900_000,
} as const;

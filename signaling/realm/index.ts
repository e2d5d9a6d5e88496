export { MemoryRealm } from './memory.ts';
export type { Envelope, Link, Realm, RoomListener } from './port.ts';

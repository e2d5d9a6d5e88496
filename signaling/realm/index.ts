export { MemoryRealm, type RealmOptions } from './memory.ts';
export {
  type Claim,
  type Delivery,
  type Entered,
  type Envelope,
  type EnvelopeType,
  type Frame,
  type Link,
  type Presence,
  type Realm,
  type RealmHost,
  type RoomListener,
  type RoomMessage,
  type Undelivered,
} from './port.ts';
export { RedisRealm, type RedisRealmOptions } from './redis/realm.ts';

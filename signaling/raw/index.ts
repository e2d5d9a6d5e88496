export { RawRelay } from './relay.ts';
export type { RawServices } from './member.ts';

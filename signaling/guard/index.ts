export { type GuardOptions, SignalingGuard } from './guard.ts';
export { Recent } from './recent.ts';
export { Tally, WINDOW_MS } from './tally.ts';

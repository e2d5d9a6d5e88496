export { type GuardOptions, SignalingGuard } from './guard.ts';

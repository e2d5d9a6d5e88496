export type { Counted } from './counted.ts';
export type { Readings } from './gauges.ts';
export { Metrics } from './metrics.ts';

export type { Config, OutsideIssuer, RateLimits, TrustedProxies } from './config.ts';
export { describeVariables, usage } from './describe.ts';
export { Environment } from './environment/index.ts';
export { type ReadConfig, readConfig } from './read.ts';

import { handshakeScenarios } from './handshakes.ts';
import { hostileScenarios } from './hostile.ts';
import { httpScenarios } from './http-scenarios.ts';
import { relayScenarios } from './relays.ts';
import type { Scenario } from './scenario.ts';

export const SCENARIOS: readonly Scenario[] = [
  ...handshakeScenarios,
  ...relayScenarios,
  ...httpScenarios,
  ...hostileScenarios,
];

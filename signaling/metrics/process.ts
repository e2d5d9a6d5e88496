/** What prom-client knows of this process: CPU, memory, event-loop lag, garbage collection. */
import { collectDefaultMetrics, Registry } from 'prom-client';
import { PREFIX } from './registry.ts';

let shared: Registry | null = null;

/** One for all services of the process: its observers cannot be stopped again. */
export function processMetrics(): Registry {
  if (shared !== null) return shared;
  shared = new Registry();
  collectDefaultMetrics({ register: shared, prefix: PREFIX });
  return shared;
}

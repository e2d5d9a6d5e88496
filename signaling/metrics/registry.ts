/** The metrics of one service in the form that Prometheus reads. */
import { Counter, Gauge, type Registry } from 'prom-client';
import { buildInfo } from './build.ts';
import { COUNTERS, type Family } from './counted.ts';
import { GAUGES, type Readings } from './gauges.ts';

/** Before the name of every metric. */
export const PREFIX = 'signaling_';

/** In no registry of prom-client's own: several services may run in one process. */
export function described(name: string, help: string, label: string | null) {
  return { name: PREFIX + name, help, labelNames: label === null ? [] : [label], registers: [] };
}

/** @param counts plain numbers, by code; copied only when somebody asks */
export function registerCounters(registry: Registry, counts: Readonly<Record<string, number>>): void {
  for (const [name, { help, label, codes }] of Object.entries<Family>(COUNTERS)) {
    const counter = new Counter({
      ...described(name, help, label),
      collect() {
        this.reset();
        for (const [code, value] of Object.entries(codes)) {
          this.inc(label === null ? {} : { [label]: value }, counts[code] ?? 0);
        }
      },
    });
    registry.registerMetric(counter);
  }
}

/** @param readings called when somebody asks, for what the parts of the service say then */
export function registerGauges(registry: Registry, readings: () => Partial<Readings>): void {
  for (const [name, { help, label, values }] of Object.entries(GAUGES)) {
    const gauge = new Gauge({
      ...described(name, help, label),
      collect() {
        const now = readings();
        for (const [reading, value] of values) {
          const labels = label === null ? {} : { [label]: value };
          const read = now[reading]?.() ?? null;
          if (read === null) this.remove(labels);
          else this.set(labels, Number(read));
        }
      },
    });
    registry.registerMetric(gauge);
  }
}

export function registerBuildInfo(registry: Registry): void {
  const info = buildInfo();
  const gauge = new Gauge({
    name: `${PREFIX}build_info`,
    help: 'Always 1: its labels say what runs here.',
    labelNames: Object.keys(info),
    registers: [],
  });
  gauge.set(info, 1);
  registry.registerMetric(gauge);
}

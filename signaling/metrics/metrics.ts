import { Counter, Histogram, Registry } from 'prom-client';
import type { RedisObserver } from '../redis/port.ts';
import type { Counted } from './counted.ts';
import type { Readings } from './gauges.ts';
import { OfferTimes } from './offers.ts';
import { processMetrics } from './process.ts';
import { described, registerBuildInfo, registerCounters, registerGauges } from './registry.ts';

/** From one round trip in a machine room to a service that nobody should have to wait for, s. */
const COMMAND_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1];
/** From one frame for a few members to thousands of them, s. */
const FAN_OUT_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25];
/** From two browsers side by side to a person who had to be asked for a permission, s. */
const OFFER_BUCKETS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** What the service, and what WebSocket itself says when it closes (RFC 6455, 7.4.1); others are a client's invention. */
const CLOSE_CODES: ReadonlySet<number> = new Set([
  1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1011, 1012, 1013, 4001,
]);

export interface MetricDescription {
  readonly name: string;
  /** `counter`, `gauge` or `histogram`. */
  readonly type: string;
  /** Divided by commas. */
  readonly labels: string;
  readonly help: string;
}

/** What one service counts and times, for its operator. Counting costs an addition; the rest is done when somebody asks. */
export class Metrics implements RedisObserver {
  readonly contentType = Registry.PROMETHEUS_CONTENT_TYPE;
  readonly #registry = new Registry();
  readonly #all: Registry;
  readonly #counts: Record<string, number> = {};
  readonly #offers = new OfferTimes();
  #readings: Partial<Readings> = {};

  readonly #refusals = this.#counter('refusals_total', 'Handshakes and HTTP requests turned down.', 'code');
  readonly #closed = this.#counter(
    'connections_closed_total',
    'WebSockets that closed, by their code.',
    'code',
  );
  readonly #failures = this.#counter('redis_failures_total', 'Commands of Redis that failed.', 'command');
  readonly #offerToAnswer = this.#histogram(
    'offer_to_answer_seconds',
    'From the OFFER of a client of this instance to the ANSWER that it gets.',
    OFFER_BUCKETS,
    null,
  );
  readonly #fanOut = this.#histogram(
    'fan_out_seconds',
    'Handing one frame of a room to all its members on this instance.',
    FAN_OUT_BUCKETS,
    null,
  );
  readonly #commands = this.#histogram(
    'redis_command_seconds',
    'From the call of a command of Redis to its answer or its failure.',
    COMMAND_BUCKETS,
    'command',
  );

  constructor() {
    registerCounters(this.#registry, this.#counts);
    registerGauges(this.#registry, () => this.#readings);
    registerBuildInfo(this.#registry);
    this.#all = Registry.merge([this.#registry, processMetrics()]);
  }

  count(what: Counted, by = 1): void {
    this.#counts[what] = this.of(what) + by;
  }

  /** How often it happened since the start. */
  of(what: Counted): number {
    return this.#counts[what] ?? 0;
  }

  /** @param code of the service's own making, for instance `auth/expired` */
  refused(code: string): void {
    this.#refusals.inc({ code });
  }

  /** @param code of the WebSocket's close */
  closed(code: number): void {
    this.#closed.inc({ code: CLOSE_CODES.has(code) ? code : 'other' });
  }

  /** A client of this instance sent an OFFER. */
  offered(caller: string, callee: string): void {
    this.#offers.offered(caller, callee, performance.now());
  }

  /** A client of this instance is handed an ANSWER. */
  answered(caller: string, callee: string): void {
    const ms = this.#offers.answered(caller, callee, performance.now());
    if (ms !== null) this.#offerToAnswer.observe(ms / 1000);
  }

  fannedOut(ms: number): void {
    this.#fanOut.observe(ms / 1000);
  }

  command(name: string, ms: number, ok: boolean): void {
    this.#commands.observe({ command: name }, ms / 1000);
    if (!ok) this.#failures.inc({ command: name });
  }

  /** Says how to read gauges; those that are not named stay as they were. */
  read(readings: Partial<Readings>): void {
    this.#readings = { ...this.#readings, ...readings };
  }

  /** All of it, and what is known of the process, in the text format of Prometheus. */
  text(): Promise<string> {
    return this.#all.metrics();
  }

  /** What the service has of its own, without what is known of every process. */
  describe(): readonly MetricDescription[] {
    return this.#registry.getMetricsAsArray().map((metric) => ({
      name: metric.name,
      type: String(metric.type),
      labels: 'labelNames' in metric ? String(metric.labelNames) : '',
      help: metric.help,
    }));
  }

  #counter(name: string, help: string, label: string): Counter {
    const counter = new Counter(described(name, help, label));
    this.#registry.registerMetric(counter);
    return counter;
  }

  #histogram(name: string, help: string, buckets: number[], label: string | null): Histogram {
    const histogram = new Histogram({ ...described(name, help, label), buckets });
    this.#registry.registerMetric(histogram);
    return histogram;
  }
}

import type { Collection } from "../durability/collections.js";
import { type Alarm, metricOf } from "./alarm.js";
import { type Evaluation, evaluateAlarm } from "./evaluate-alarm.js";
import { type Metric, metricKey } from "./metric.js";
import type { MetricStore } from "./metric-store.js";

/** An alarm is in another state now. */
export type AlarmChanged = (alarm: Alarm, before: Alarm) => void;

export interface AlarmWatchOptions {
  readonly alarms: Collection<Alarm>;
  readonly metrics: MetricStore;
  readonly changed: AlarmChanged;
  now(): number;
  /** Is called before the alarms are evaluated, to measure what is measured only now and then. */
  beforeTick?(): void;
}

/** Alarms with a period below a minute are evaluated this often, the others every minute. */
const shortTickMs = 10_000;
const tickMs = 60_000;
/** What was measured at the end of a minute may come a little later. */
const graceMs = 500;

/** Evaluates alarms: when one is made, when its metric has new data, and whenever a period is over. */
export class AlarmWatch {
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: AlarmWatchOptions) {}

  /** Plans the next evaluation of all, as long as there are any. */
  plan(): void {
    clearTimeout(this.#timer);
    const { alarms, now } = this.options;
    if (alarms.size === 0) return;
    const periods = alarms.sorted().map(({ periodSeconds }) => periodSeconds);
    const tick = periods.some((period) => period < 60) ? shortTickMs : tickMs;
    const wait = tick - (now() % tick) + graceMs;
    this.#timer = setTimeout(() => {
      this.options.beforeTick?.();
      for (const alarm of alarms.sorted()) this.evaluate(alarm);
      this.plan();
    }, wait).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Those that look at a metric. */
  evaluateMetric(metric: Metric): void {
    const { alarms } = this.options;
    if (alarms.size === 0) return;
    const key = metricKey(metric);
    for (const alarm of alarms.sorted()) {
      if (alarm.metricName === metric.name && metricKey(metricOf(alarm)) === key) this.evaluate(alarm);
    }
  }

  evaluate(alarm: Alarm): void {
    const { metrics, now } = this.options;
    const found = evaluateAlarm(alarm, metrics.measured(metricOf(alarm)), now());
    if (found !== undefined && found.state !== alarm.state) this.setState(alarm, found);
  }

  /** Keeps a state, and tells where it is another. */
  setState(
    alarm: Alarm,
    { state, reason, reasonData }: Omit<Evaluation, "reasonData"> & { reasonData?: string },
  ): void {
    const at = this.options.now();
    const { reasonData: _, ...before } = alarm;
    const after: Alarm = {
      ...{ ...before, state, reason, stateUpdatedAt: at },
      ...{ stateChangedAt: state === alarm.state ? alarm.stateChangedAt : at },
      ...(reasonData !== undefined && { reasonData }),
    };
    this.options.alarms.set(after.arn, after);
    if (state !== alarm.state) this.options.changed(after, alarm);
  }
}

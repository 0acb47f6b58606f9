import type { DurableState } from "../front/aws-service.js";
import { type Measured, type Metric, merge, metricKey } from "./metric.js";

/** As the journal has it. */
type Change = readonly [metric: Metric, measured: readonly Measured[]];

/** Of one metric: a week of minutes. */
const maxMeasured = 10_080;
const maxMetrics = 10_000;
/** How many are given up at once. */
const slack = 500;

/** So many are put together at once: each time costs as much as there are values. */
const gatheredAtOnce = 64;

/** When what was measured is written down: before it is answered, a moment later, or never as it is soon measured again. */
export type Keeping = "at once" | "soon" | "never";

interface Series {
  readonly metric: Metric;
  /** By beginning and unit, in the order they came. */
  readonly measured: Map<string, Gathered>;
}

/** What was measured of one metric in one minute or second, in one unit. */
class Gathered {
  #whole: Measured;
  #others: Measured[] = [];

  constructor(first: Measured) {
    this.#whole = first;
  }

  add(measured: Measured): void {
    this.#others.push(measured);
    if (this.#others.length >= gatheredAtOnce) this.#merge();
  }

  /** All of it; what was given out does not change. */
  get whole(): Measured {
    if (this.#others.length > 0) this.#merge();
    return this.#whole;
  }

  get at(): number {
    return this.#whole.at;
  }

  #merge(): void {
    this.#whole = merge(this.#whole, ...this.#others);
    this.#others = [];
  }
}

/** Every metric of every account and region. Above what is kept, the oldest is given up. */
export class MetricStore implements DurableState {
  /** The one that was written to last is the last. */
  readonly #series = new Map<string, Series>();
  #write: ((change: Uint8Array, mayWait?: boolean) => void) | undefined;

  put(metric: Metric, measured: readonly Measured[], keeping: Keeping = "at once"): void {
    this.#apply([metric, measured]);
    if (keeping !== "never") this.#write?.(encode([metric, measured]), keeping === "soon");
  }

  measured(metric: Metric): readonly Measured[] {
    return wholes(this.#series.get(metricKey(metric))?.measured);
  }

  /** Those of an account and region, with the time of the last that was measured; in the order of their keys. */
  metrics(account: string, region: string): readonly { key: string; metric: Metric; lastAt: number }[] {
    return [...this.#series]
      .filter(([, { metric }]) => metric.account === account && metric.region === region)
      .map(([key, { metric, measured }]) => {
        const lastAt = [...measured.values()].reduce((last, { at }) => Math.max(last, at), 0);
        return { key, metric, lastAt };
      })
      .sort((one, other) => (one.key < other.key ? -1 : 1));
  }

  recordTo(write: (change: Uint8Array, mayWait?: boolean) => void): void {
    this.#write = write;
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  snapshot(): Iterable<Uint8Array> {
    const parts = [...this.#series.values()].map(
      ({ metric, measured }): Change => [metric, wholes(measured)],
    );
    return (function* () {
      for (const part of parts) yield encode(part);
    })();
  }

  liveBytes(): number {
    return [...this.#series.values()].reduce((sum, { measured }) => sum + 300 + measured.size * 120, 0);
  }

  #apply([metric, measured]: Change): void {
    const key = metricKey(metric);
    const series = this.#series.get(key) ?? { metric, measured: new Map<string, Gathered>() };
    this.#series.delete(key);
    this.#series.set(key, series);
    for (const one of measured) {
      const place = `${one.at} ${one.unit}`;
      const known = series.measured.get(place);
      if (known === undefined) series.measured.set(place, new Gathered(one));
      else known.add(one);
    }
    giveUpOldest(series.measured, maxMeasured);
    giveUpOldest(this.#series, maxMetrics);
  }
}

function wholes(measured: ReadonlyMap<string, Gathered> = new Map()): readonly Measured[] {
  return [...measured.values()].map(({ whole }) => whole);
}

function giveUpOldest(map: Map<string, unknown>, max: number): void {
  if (map.size <= max + slack) return;
  for (const key of map.keys()) {
    if (map.size <= max) return;
    map.delete(key);
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}

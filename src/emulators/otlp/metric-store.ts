import type { Limits } from "./bounded-log.js";
import type { StoredPoint } from "./metric-request.js";

/** The last point of each series; the series that were silent longest go first. */
export class MetricStore {
  readonly #limits: Limits;
  readonly #series = new Map<string, { readonly point: StoredPoint; readonly bytes: number }>();
  #bytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#series.size;
  }

  /** Of all points, about the length of their JSON text. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Every series' last point, the one that was silent longest first. */
  *points(): Iterable<StoredPoint> {
    for (const { point } of this.#series.values()) yield point;
  }

  add(point: StoredPoint): void {
    const { service, name, kind, attributes } = point;
    const key = JSON.stringify([service, name, kind, Object.entries(attributes).sort()]);
    this.#remove(key);
    const bytes = JSON.stringify(point).length + key.length;
    this.#series.set(key, { point, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#series.keys()) {
      if (this.#series.size <= this.#limits.maxItems && this.#bytes <= this.#limits.maxBytes) break;
      this.#remove(oldest);
    }
  }

  /** The series that match, by service and name. */
  find(matches: (point: StoredPoint) => boolean): StoredPoint[] {
    const found = [...this.#series.values()].map(({ point }) => point).filter(matches);
    const key = ({ service, name }: StoredPoint): string => `${service} ${name}`;
    return found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  }

  #remove(key: string): void {
    const known = this.#series.get(key);
    if (known === undefined) return;
    this.#series.delete(key);
    this.#bytes -= known.bytes;
  }
}

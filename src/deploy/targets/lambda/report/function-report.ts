import type { Reason } from "../../../../errors/detail.js";
import type { PlaceKind } from "./answering-host.js";
import type { Measured } from "./measure-function.js";
import { type Architecture, type MillionPrice, priceOfMillion } from "./prices.js";
import { type Spread, spreadOf } from "./spread.js";

/** What is known of a function before it is measured. */
export interface MeasuredFunction {
  /** At AWS. */
  readonly name: string;
  readonly runtime: string;
  readonly architecture: Architecture;
  readonly memoryMb: number;
  /** What the alias leads to; null where it has none. */
  readonly version: string | null;
  /** Whether that version has the code that was measured. */
  readonly isServed: boolean;
  /** For people: with what it was called. */
  readonly event: Reason;
}

/** The figures of invocations that are alike; undefined parts were not measured. */
export interface Figures {
  readonly initMs: Spread | null;
  readonly durationMs: Spread;
  readonly billedMs: Spread;
  readonly usedMb: Spread;
  readonly priceOfMillion: MillionPrice;
}

export interface ColdStartReport extends MeasuredFunction {
  /** `YYYY-MM-DD`, UTC. */
  readonly date: string;
  readonly place: PlaceKind;
  /** For people. */
  readonly where: string;
  readonly region: string;
  /** Null where none were asked for. */
  readonly cold: Figures | null;
  readonly warm: Figures | null;
}

/** Sums up what was measured. */
export function reportOf(measured: Measured, about: Omit<ColdStartReport, "cold" | "warm">): ColdStartReport {
  return { ...about, cold: figuresOf(measured.cold, about), warm: figuresOf(measured.warm, about) };
}

function figuresOf(
  invocations: Measured["cold"],
  { memoryMb, architecture }: MeasuredFunction,
): Figures | null {
  const of = (read: (one: Measured["cold"][number]) => number | undefined) =>
    spreadOf(invocations.flatMap((one) => read(one) ?? []));
  const durationMs = of((one) => one.durationMs);
  const billedMs = of((one) => one.billedMs);
  const usedMb = of((one) => one.maxMemoryMb);
  if (durationMs === undefined || billedMs === undefined || usedMb === undefined) return null;
  return {
    ...{ initMs: of((one) => one.initMs) ?? null, durationMs, billedMs, usedMb },
    priceOfMillion: priceOfMillion(billedMs.mean, memoryMb, architecture),
  };
}

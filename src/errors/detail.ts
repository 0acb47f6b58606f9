import type { DetailCode } from "./detail-codes.js";

/**
 * What msx itself says within a message: a code and the values of its text, which is in the message catalogue in both
 * languages. Plain data: it passes through JSON.
 */
export interface Detail {
  readonly detailCode: DetailCode;
  readonly params: DetailParams;
}
/** Msx's own words, or another program's as they came. */
export type Reason = string | Detail;
/** A list is shown one a line. */
export type DetailParam = number | Reason | readonly Reason[];
export type DetailParams = Readonly<Record<string, DetailParam>>;

export function phrase(detailCode: DetailCode, params: DetailParams = {}): Detail {
  return { detailCode, params };
}

/** Reasons as one, on one line. */
export function joined(reasons: readonly Reason[]): Reason {
  return reasons.reduce((one, other) => (one === "" ? other : phrase("and-then", { one, other })), "");
}

export function isDetail(value: unknown): value is Detail {
  return typeof value === "object" && value !== null && "detailCode" in value;
}

/** An error whose message ends up as a part of another one, and can be told there in both languages. */
export class ReasonError extends Error {
  override readonly name: string = "ReasonError";
  readonly reason: Reason;

  constructor(reason: Reason, options: { cause?: unknown } = {}) {
    super(
      typeof reason === "string" ? reason : `${reason.detailCode} ${JSON.stringify(reason.params)}`,
      options,
    );
    this.reason = reason;
  }
}

/** The innermost reason: fetch hides why behind "fetch failed", and Node joins several attempts into one error. */
export function reasonOf(error: unknown): Reason {
  if (error instanceof ReasonError) return error.reason;
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  return error.message === "fetch failed" && error.cause
    ? reasonOf(error.cause)
    : error.message || error.name;
}

/** A value with each of its texts changed, those within details too. */
export function mapTexts<Value extends DetailParam>(value: Value, change: (text: string) => string): Value;
export function mapTexts(value: DetailParam, change: (text: string) => string): DetailParam {
  if (typeof value === "number") return value;
  if (typeof value === "string") return change(value);
  if ("detailCode" in value) return { ...value, params: mapParams(value.params, change) };
  return value.map((one) => mapTexts(one, change));
}

export function mapParams(params: DetailParams, change: (text: string) => string): DetailParams {
  return Object.fromEntries(Object.entries(params).map(([key, value]) => [key, mapTexts(value, change)]));
}

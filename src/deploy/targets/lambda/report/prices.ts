export type Architecture = "x86_64" | "arm64";

/**
 * AWS's list prices of on-demand functions in US dollars: us-east-1, the first tier of a month's duration, without the free tier
 * or savings plans. Source: https://aws.amazon.com/lambda/pricing/, as of the date below; check it there before a decision.
 */
export const lambdaPrices = {
  asOf: "2026-05-11",
  source: "https://aws.amazon.com/lambda/pricing/",
  region: "us-east-1",
  perMillionRequests: 0.2,
  perGbSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
} as const satisfies {
  readonly perGbSecond: Readonly<Record<Architecture, number>>;
  readonly [fact: string]: unknown;
};

/** US dollars for a million invocations. */
export interface MillionPrice {
  readonly requests: number;
  readonly duration: number;
  readonly total: number;
}

/** What a million invocations cost when each is billed for this long. A GB is 1024 MB, as AWS counts it. */
export function priceOfMillion(
  meanBilledMs: number,
  memoryMb: number,
  architecture: Architecture,
): MillionPrice {
  const gbSeconds = (meanBilledMs / 1000) * (memoryMb / 1024) * 1_000_000;
  const duration = gbSeconds * lambdaPrices.perGbSecond[architecture];
  const requests: number = lambdaPrices.perMillionRequests;
  return { requests, duration: toCents(duration), total: toCents(requests + duration) };
}

function toCents(dollars: number): number {
  return Math.round(dollars * 100) / 100;
}

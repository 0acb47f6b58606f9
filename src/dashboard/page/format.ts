import { lang } from "./text.js";

const digits = (most: number) => new Intl.NumberFormat(lang, { maximumFractionDigits: most });
const [whole, one, two] = [digits(0), digits(1), digits(2)];
const clock = new Intl.DateTimeFormat(lang, {
  ...{ hour: "2-digit", minute: "2-digit", second: "2-digit" },
  ...{ fractionalSecondDigits: 3, hourCycle: "h23" },
} as Intl.DateTimeFormatOptions);

export function number(value: number): string {
  return whole.format(value);
}

/** Three digits or so, with a unit: `0.42 ms`, `128 ms`, `1.28 s`. */
export function duration(ms: number | null): string {
  if (ms === null) return "–";
  if (ms >= 1000) return `${two.format(ms / 1000)}\u00a0s`;
  return `${(ms < 10 ? two : ms < 100 ? one : whole).format(ms)}\u00a0ms`;
}

export function perSecond(rate: number): string {
  return rate === 0
    ? "0"
    : rate < 0.1
      ? two.format(rate)
      : rate < 100
        ? one.format(rate)
        : whole.format(rate);
}

export function percent(share: number): string {
  return `${(share > 0 && share < 0.1 ? one : whole).format(share * 100)}\u00a0%`;
}

/** In the reader's own time, to the millisecond. */
export function time(at: string | number | null): string {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? "–" : clock.format(date);
}

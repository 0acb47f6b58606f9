import { phrase } from "../errors/detail.js";
import { MsxError } from "../errors/msx-error.js";

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** `90s`, `2m`, `500ms`, or a bare number of seconds, in milliseconds. @throws MsxError USAGE naming the flag */
export function parseDuration(text: string, flag: string, command: string): number {
  const [, amount, unit = "s"] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text.trim()) ?? [];
  const ms = Number(amount) * (units[unit as keyof typeof units] ?? Number.NaN);
  if (!Number.isFinite(ms) || ms <= 0) {
    throw new MsxError("USAGE", { detail: phrase("not-a-duration", { given: `${flag} ${text}` }), command });
  }
  return ms;
}

import { randomBytes } from "node:crypto";

/** Drawn at once: asking for each id alone costs as much as a whole pool. */
const poolBytes = 4096;
let pool = "";
let used = 0;

/**
 * A new trace's root as X-Ray writes it: the time in hexadecimal seconds, then 96 random bits.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html
 */
export function newTraceRoot(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `Root=1-${seconds}-${randomHex(24)}`;
}

/** Random lower-case hexadecimal digits. @param digits 4096 at most */
export function randomHex(digits: number): string {
  if (used + digits > pool.length) {
    pool = randomBytes(poolBytes).toString("hex");
    used = 0;
  }
  used += digits;
  return pool.slice(used - digits, used);
}

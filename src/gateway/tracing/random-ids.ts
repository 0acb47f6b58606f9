import { randomFillSync } from "node:crypto";

const POOL_BYTES = 8192;
const pool = Buffer.allocUnsafe(POOL_BYTES);
let used = POOL_BYTES;

/**
 * `bytes` random bytes as lower-case hex, never all zero (which W3C Trace Context calls invalid). Drawn from a pool
 * filled by the thousand: a call to the system's generator per id would be seen on the request path.
 */
export function randomHex(bytes: number): string {
  for (;;) {
    if (used + bytes > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    const hex = pool.toString("hex", used, used + bytes);
    used += bytes;
    if (!/^0+$/.test(hex)) return hex;
  }
}

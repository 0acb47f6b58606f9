import { randomBytes } from "node:crypto";

const POOL_BYTES = 8192;
let pool = "";
let used = 0;

/**
 * `bytes` random bytes as lower-case hex, never all zero (which W3C Trace Context calls invalid). Drawn from a pool
 * filled by the thousand: a call to the system's generator per id, or turning each into hex, would be seen on the
 * request path.
 */
export function randomHex(bytes: number): string {
  for (;;) {
    const end = used + bytes * 2;
    if (end > pool.length) {
      pool = randomBytes(POOL_BYTES).toString("hex");
      used = 0;
      continue;
    }
    const hex = pool.slice(used, end);
    used = end;
    if (!/^0+$/.test(hex)) return hex;
  }
}

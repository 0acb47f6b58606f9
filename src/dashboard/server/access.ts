import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** How long a browser may take from its start to its first request. */
const codeLifeMs = 60_000;

/**
 * Who may read. A token, new at every start, comes with each request in `Authorization: Bearer`; never in a cookie, which
 * every server on 127.0.0.1 would be sent, whatever its port. A browser that msx starts gets a code instead of the token,
 * good for one use: its address stands in the process list.
 */
export class Access {
  readonly token = randomBytes(32).toString("base64url");
  readonly #now: () => number;
  #code: { readonly text: string; readonly endsAt: number } | undefined;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** A code that is worth the token once, for a minute. The one before it is worth nothing any more. */
  makeCode(): string {
    const text = randomBytes(32).toString("base64url");
    this.#code = { text, endsAt: this.#now() + codeLifeMs };
    return text;
  }

  isAllowed({ headers }: Pick<IncomingMessage, "headers">): boolean {
    const given = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    return given !== undefined && isSame(given, this.token);
  }

  /** The token for a request that brings the code (`Authorization: Code …`); undefined for any other. */
  redeem({ headers }: Pick<IncomingMessage, "headers">): string | undefined {
    const given = /^Code (.+)$/.exec(headers.authorization ?? "")?.[1];
    const code = this.#code;
    if (given === undefined || code === undefined || !isSame(given, code.text)) return undefined;
    this.#code = undefined;
    return this.#now() <= code.endsAt ? this.token : undefined;
  }
}

/** Takes as long whichever letter differs. */
function isSame(a: string, b: string): boolean {
  const [first, second] = [Buffer.from(a), Buffer.from(b)];
  return first.length === second.length && timingSafeEqual(first, second);
}

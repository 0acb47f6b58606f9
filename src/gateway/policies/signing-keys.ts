import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { request } from "undici";

/** The issuer's keys are needed and cannot be had: nothing can be said about a token. */
export class SigningKeysUnavailable extends Error {
  override readonly name = "SigningKeysUnavailable";
}

/** How old keys may get before they are fetched anew: a key that was withdrawn is accepted no longer than that. */
const MAX_AGE_MS = 10 * 60_000;

/** How long the issuer is left alone after it failed to answer. */
const AFTER_FAILURE_MS = 1000;

const FETCH_TIMEOUT_MS = 5000;

/** A key set is a few kilobytes; an answer beyond this is something else. */
const MAX_BYTES = 1024 * 1024;

/** How {@link SigningKeys} fetch; the defaults are for use, the rest for tests. Durations in milliseconds. */
export interface SigningKeysOptions {
  /** Shortest time between two fetches for tokens whose key is unknown; default 10 s. */
  readonly cooldownMs?: number | undefined;
  /** Steady clock. */
  readonly now?: () => number;
  readonly fetch?: (uri: string) => Promise<string>;
}

/**
 * The public keys of an issuer (JWKS, RFC 7517), fetched when first needed and kept. A token signed by an unknown key
 * makes them be fetched anew, since issuers rotate keys, yet not more often than the cool-down: anyone can send such a
 * token. While the issuer does not answer, the keys that are known stay in use.
 */
export class SigningKeys {
  readonly #uri: string;
  readonly #cooldownMs: number;
  readonly #now: () => number;
  readonly #fetch: (uri: string) => Promise<string>;
  #keys: JWTVerifyGetKey | undefined;
  #fetchedAt = 0;
  #attempt: { at: number; failed: boolean } | undefined;
  #pending: Promise<void> | undefined;

  constructor(uri: string, options: SigningKeysOptions = {}) {
    this.#uri = uri;
    this.#cooldownMs = options.cooldownMs ?? 10_000;
    this.#now = options.now ?? (() => performance.now());
    this.#fetch = options.fetch ?? fetchText;
  }

  /**
   * The key for a token, for jose. Rejects with {@link SigningKeysUnavailable} when the keys cannot be had, and with
   * jose's `JWKSNoMatchingKey` when the issuer has no such key.
   */
  readonly keyFor: JWTVerifyGetKey = async (header, token) => {
    if (this.#keys === undefined || this.#isOlderThan(this.#fetchedAt, MAX_AGE_MS))
      await this.#refresh(AFTER_FAILURE_MS);
    const keys = this.#known();
    try {
      return await keys(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#refresh(this.#cooldownMs);
      // A new key may be what the issuer could not be asked for.
      if (this.#attempt?.failed === true) throw this.#unavailable();
      return await this.#known()(header, token);
    }
  };

  #known(): JWTVerifyGetKey {
    if (this.#keys === undefined) throw this.#unavailable();
    return this.#keys;
  }

  #unavailable(): SigningKeysUnavailable {
    return new SigningKeysUnavailable(`the keys at ${this.#uri} cannot be had`);
  }

  /** Fetches, unless that was tried less than `pauseMs` ago; callers at the same time share one fetch. Never rejects. */
  async #refresh(pauseMs: number): Promise<void> {
    if (this.#pending === undefined) {
      if (this.#attempt !== undefined && !this.#isOlderThan(this.#attempt.at, pauseMs)) return;
      this.#pending = this.#load().finally(() => {
        this.#pending = undefined;
      });
    }
    await this.#pending;
  }

  async #load(): Promise<void> {
    try {
      // jose checks the shape, and throws when it is not that of a key set.
      this.#keys = createLocalJWKSet(JSON.parse(await this.#fetch(this.#uri)) as JSONWebKeySet);
      this.#fetchedAt = this.#now();
      this.#attempt = { at: this.#now(), failed: false };
    } catch {
      this.#attempt = { at: this.#now(), failed: true };
    }
  }

  #isOlderThan(time: number, ageMs: number): boolean {
    return this.#now() - time >= ageMs;
  }
}

async function fetchText(uri: string): Promise<string> {
  const { statusCode, body } = await request(uri, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > MAX_BYTES) throw new Error(`more than ${MAX_BYTES} bytes`);
    pieces.push(piece);
  }
  if (statusCode !== 200) throw new Error(`HTTP ${statusCode}`);
  return Buffer.concat(pieces).toString("utf8");
}

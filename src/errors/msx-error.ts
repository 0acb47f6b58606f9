import { type ErrorCode, type ErrorKind, errorCodes } from "./codes.js";
import { type DetailParams, mapParams } from "./detail.js";
import { redact } from "./redact.js";

/**
 * The one error msx throws on purpose. Carries a code and the values of its message; the text (what failed, why,
 * what to do next, in English or Spanish) is in the message catalogue under that code. Values are redacted here,
 * at construction.
 */
export class MsxError extends Error {
  readonly code: ErrorCode;
  readonly params: DetailParams;
  /**
   * What a person can apply by hand, in unified form. Made from the user's own files, and kept as it is: masked, it
   * would not apply.
   */
  readonly diff: string | undefined;

  constructor(code: ErrorCode, params: DetailParams = {}, options: { cause?: unknown; diff?: string } = {}) {
    const safe = mapParams(params, redact);
    super(`${code} ${JSON.stringify(safe)}`, { cause: options.cause });
    this.name = "MsxError";
    this.code = code;
    this.params = safe;
    this.diff = options.diff;
  }

  get kind(): ErrorKind {
    return errorCodes[this.code].kind;
  }

  /** The exit code of a command that ends with this error. */
  get exitCode(): number {
    return errorCodes[this.code].exit;
  }
}

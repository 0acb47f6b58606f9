/** Reply codes of AMQP 0-9-1 (section 1.2 of the reference). */
const replyNames = {
  311: "CONTENT_TOO_LARGE",
  312: "NO_ROUTE",
  320: "CONNECTION_FORCED",
  402: "INVALID_PATH",
  403: "ACCESS_REFUSED",
  404: "NOT_FOUND",
  405: "RESOURCE_LOCKED",
  406: "PRECONDITION_FAILED",
  501: "FRAME_ERROR",
  502: "SYNTAX_ERROR",
  503: "COMMAND_INVALID",
  504: "CHANNEL_ERROR",
  505: "UNEXPECTED_FRAME",
  506: "RESOURCE_ERROR",
  530: "NOT_ALLOWED",
  540: "NOT_IMPLEMENTED",
  541: "INTERNAL_ERROR",
} as const;

export type ReplyCode = keyof typeof replyNames;

/** These end the channel; every other one ends the connection. */
const endingTheChannel: ReadonlySet<ReplyCode> = new Set([311, 403, 404, 405, 406]);

/** What a client did that the protocol answers with a close. */
export class AmqpError extends Error {
  override readonly name = "AmqpError";
  readonly text: string;

  constructor(
    readonly code: ReplyCode,
    detail: string,
    /** Where a code of a channel ends the connection after all. */
    readonly endsConnection: boolean = !endingTheChannel.has(code),
  ) {
    const text = `${replyNames[code]} - ${detail}`;
    super(text);
    // A short string holds 255 bytes.
    this.text =
      Buffer.byteLength(text) <= 255 ? text : Buffer.from(text).toString("utf8", 0, 250).replace(/�$/, "");
  }
}

export function syntaxError(detail: string): AmqpError {
  return new AmqpError(502, detail);
}

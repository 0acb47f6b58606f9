import { ResponseError } from "./response-error.js";

/** How a response's body ends (RFC 9112, section 6.3). `switched`: it is no HTTP any more (101). */
export type BodyFraming = "none" | "length" | "chunked" | "close" | "switched";

/** A response's status line and header section, read strictly. Text is latin1: every octet unchanged. */
export interface ParsedHead {
  readonly status: number;
  readonly reason: string;
  /** Name, value, name, value… in their order and case. */
  readonly fields: readonly string[];
  readonly framing: BodyFraming;
  /** With framing `length`. */
  readonly contentLength: number;
  /** Whether the connection may carry another request. */
  readonly keepAlive: boolean;
  /** From `Keep-Alive: timeout=N`, in milliseconds; undefined when it does not say. */
  readonly keepAliveMs: number | undefined;
}

/** Anything but tab, visible characters, obs-text and CRLF: control characters, bare CR, bare LF (RFC 9112, 2.2). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const FORBIDDEN = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n/;
const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9][0-9]{2})(?: (.*))?$/;
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Up to 15 digits: more is past what a double counts exactly, and past any body. */
const LENGTH = /^[0-9]{1,15}$/;

/** Names the framing depends on; every other name is `plain`. */
type FieldKind = "plain" | "content-length" | "transfer-encoding" | "connection" | "keep-alive";
const KINDS: Readonly<Record<string, FieldKind>> = {
  "content-length": "content-length",
  "transfer-encoding": "transfer-encoding",
  connection: "connection",
  "keep-alive": "keep-alive",
};

/** Field names as services write them, already checked: a service sends the same few for ever. */
const known = new Map<string, FieldKind>();
const KNOWN_LIMIT = 512;

/** Whether the first octets of a response can still become one; lets garbage fail at once instead of at a timeout. */
export function mayBeHead(start: string): boolean {
  const prefix = "HTTP/1.";
  return (start.startsWith(prefix) || prefix.startsWith(start)) && !FORBIDDEN.test(start.replace(/\r$/, ""));
}

/**
 * Reads a head: everything before the empty line, without it. `request` is what was asked, since that decides whether
 * there is a body. Throws {@link ResponseError} on what two readers could understand differently: folded lines, spaces
 * before a colon, control characters, Content-Length beside Transfer-Encoding, odd or repeated lengths, other codings.
 */
export function parseHead(text: string, request: { method: string; isUpgrade: boolean }): ParsedHead {
  if (FORBIDDEN.test(text)) throw new ResponseError("its head has a control character or a bare line break");
  let end = endOfLine(text, 0);
  const [line, minor, digits, reason = ""] = STATUS_LINE.exec(text.slice(0, end)) ?? [];
  if (line === undefined) throw new ResponseError("its first line is not an HTTP/1.x status line");
  const status = Number(digits);
  const fields: string[] = [];
  let length: string | undefined;
  let coding: string | undefined;
  let connection = "";
  let keepAliveMs: number | undefined;
  while (end < text.length) {
    const start = end + 2;
    end = endOfLine(text, start);
    const colon = text.indexOf(":", start);
    if (colon < 0 || colon >= end) throw new ResponseError("a line of its head has no colon");
    const name = text.slice(start, colon);
    const value = trimmed(text, colon + 1, end);
    fields.push(name, value);
    switch (kindOf(name)) {
      case "content-length":
        if (length !== undefined || !LENGTH.test(value))
          throw new ResponseError("its Content-Length is unclear");
        length = value;
        break;
      case "transfer-encoding":
        coding = coding === undefined ? value : `${coding},${value}`;
        break;
      case "connection":
        connection += `,${value.toLowerCase()}`;
        break;
      case "keep-alive":
        keepAliveMs = hintOf(value);
        break;
      default:
    }
  }
  const framing = framingOf(status, minor === "0", length, coding, request);
  const keepAlive =
    framing !== "close" && framing !== "switched" && minor === "1" && !hasToken(connection, "close");
  return { status, reason, fields, framing, contentLength: Number(length ?? 0), keepAlive, keepAliveMs };
}

function framingOf(
  status: number,
  isOldVersion: boolean,
  length: string | undefined,
  coding: string | undefined,
  request: { method: string; isUpgrade: boolean },
): BodyFraming {
  if (coding !== undefined) {
    if (length !== undefined) throw new ResponseError("it has both Content-Length and Transfer-Encoding");
    if (isOldVersion) throw new ResponseError("it has a Transfer-Encoding in HTTP/1.0");
    if (coding.toLowerCase() !== "chunked") throw new ResponseError(`its Transfer-Encoding is ${coding}`);
  }
  if (status === 101) {
    if (!request.isUpgrade) throw new ResponseError("it switched protocols unasked");
    return "switched";
  }
  if (status < 200 || status === 204 || status === 304 || request.method === "HEAD") return "none";
  if (coding !== undefined) return "chunked";
  return length === undefined ? "close" : "length";
}

/** Checks a field line of a chunked body's trailer section; what it says is not passed on. */
export function isFieldLine(line: string): boolean {
  const colon = line.indexOf(":");
  return colon > 0 && TOKEN.test(line.slice(0, colon)) && !FORBIDDEN.test(line);
}

function kindOf(name: string): FieldKind {
  const seen = known.get(name);
  if (seen !== undefined) return seen;
  if (!TOKEN.test(name)) throw new ResponseError("a field name of its head is invalid");
  const kind = KINDS[name.toLowerCase()] ?? "plain";
  if (known.size < KNOWN_LIMIT) known.set(name, kind);
  return kind;
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf("\r\n", from);
  return end < 0 ? text.length : end;
}

/** Without the optional spaces and tabs around a field's value. */
function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function hasToken(list: string, token: string): boolean {
  return list.includes(token) && list.split(",").some((one) => one.trim() === token);
}

function hintOf(value: string): number | undefined {
  const seconds = /(?:^|[,;\s])timeout=([0-9]{1,6})(?![0-9])/i.exec(value)?.[1];
  return seconds === undefined ? undefined : Number(seconds) * 1000;
}

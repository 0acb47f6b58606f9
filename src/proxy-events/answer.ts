import type { HeaderField, ProxyAnswer } from "./exchange.js";

type Fields = Readonly<Record<string, unknown>>;

export interface RestAnswerOptions {
  /** Whether the client accepts one of the API's binary media types: only then is base64 decoded. */
  readonly decodesBase64: boolean;
}

/**
 * What a function answered a REST API. The answer is JSON `{statusCode, headers, multiValueHeaders, body, isBase64Encoded}`;
 * each may be missing, and nothing else may be there. A value that both kinds of headers have is sent once.
 * @returns undefined where it is malformed, which a REST API answers with 502
 */
export function readRestAnswer(payload: Buffer, options: RestAnswerOptions): ProxyAnswer | undefined {
  const answer = readFields(payload);
  const known = ["statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded"];
  if (answer === undefined || Object.keys(answer).some((name) => !known.includes(name))) return undefined;
  return readAnswer(answer, { ...options, contentType: "application/json" });
}

/**
 * What a function answered an HTTP API in payload format 1.0.
 * @returns undefined where it is malformed, which an HTTP API answers with 500
 */
export function readHttpAnswerV1(payload: Buffer): ProxyAnswer | undefined {
  const answer = readFields(payload);
  if (answer?.statusCode === undefined) return undefined;
  return readAnswer(answer, { decodesBase64: true, contentType: "text/plain; charset=utf-8" });
}

/**
 * What a function answered an HTTP API in payload format 2.0: without a `statusCode`, any JSON is the body of a 200.
 * @returns undefined where it is malformed, which an HTTP API answers with 500
 */
export function readHttpAnswerV2(payload: Buffer): ProxyAnswer | undefined {
  const value = parse(payload);
  if (value === undefined) return undefined;
  const answer = asFields(value);
  if (answer?.statusCode === undefined) {
    const body = Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
    return { status: 200, headers: [["content-type", "application/json"]], body };
  }
  const { cookies = null } = answer;
  if (cookies !== null && !isTexts(cookies)) return undefined;
  const { multiValueHeaders: _, ...known } = answer;
  const options = { decodesBase64: true, contentType: "text/plain; charset=utf-8" };
  const read = readAnswer(known, options);
  const set = (cookies ?? []).map((cookie) => ["set-cookie", cookie] as const);
  return read && { ...read, headers: [...read.headers, ...set] };
}

function readAnswer(
  answer: Fields,
  { decodesBase64, contentType }: RestAnswerOptions & { readonly contentType: string },
): ProxyAnswer | undefined {
  const { statusCode = 200, isBase64Encoded = false, body = null } = answer;
  const status = typeof statusCode === "string" ? Number(statusCode) : statusCode;
  const isStatus = typeof status === "number" && Number.isInteger(status) && status >= 200 && status < 600;
  const headers = readHeaders(answer);
  if (!isStatus || headers === undefined) return undefined;
  if (body !== null && typeof body !== "string") return undefined;
  const hasType = headers.some(([name]) => name.toLowerCase() === "content-type");
  const isBase64 = isBase64Encoded === true && decodesBase64;
  return {
    status,
    headers: hasType ? headers : [["content-type", contentType], ...headers],
    body: Buffer.from(body ?? "", isBase64 ? "base64" : "utf8"),
  };
}

/** undefined where they are malformed. */
function readHeaders(answer: Fields): HeaderField[] | undefined {
  const single = asFields(answer.headers ?? {});
  const multi = asFields(answer.multiValueHeaders ?? {});
  if (single === undefined || multi === undefined) return undefined;
  const fields: HeaderField[] = [];
  for (const [name, values] of Object.entries(multi)) {
    if (!Array.isArray(values) || !values.every(isPlain)) return undefined;
    for (const value of values) fields.push([name, String(value)]);
  }
  for (const [name, value] of Object.entries(single)) {
    if (!isPlain(value)) return undefined;
    const lower = name.toLowerCase();
    const twin = fields.find(([one]) => one.toLowerCase() === lower)?.[0];
    const isSaid = fields.some(([one, said]) => one.toLowerCase() === lower && said === String(value));
    if (!isSaid) fields.push([twin ?? name, String(value)]);
  }
  return fields.every(isSendable) ? fields : undefined;
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** A field that HTTP can carry: a token, and a value without line breaks (RFC 9110, section 5). */
function isSendable([name, value]: HeaderField): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string" && isSendable(["x", item]));
}

function readFields(payload: Buffer): Fields | undefined {
  return asFields(parse(payload));
}

function asFields(value: unknown): Fields | undefined {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Fields) : undefined;
}

/** undefined where it is no JSON. */
function parse(payload: Buffer): unknown {
  try {
    return JSON.parse(payload.toString("utf8")) as unknown;
  } catch {
    return undefined;
  }
}

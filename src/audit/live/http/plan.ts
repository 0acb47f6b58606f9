import { isObject, type Operation } from "../contract/operations.js";

/** A request, ready to be sent to a service itself or through the gateway. */
export interface PlannedRequest {
  readonly method: string;
  /** With its query; encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface RequestParts {
  /** By the parameter's name. */
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** Puts the parts of a request of an operation together. */
export function planRequest(operation: Operation, parts: RequestParts): PlannedRequest {
  const filled = operation.path.replace(/\{([^}]+)\}/g, (_hole, name: string) =>
    encode(textOf(parts.path?.[name] ?? "x")),
  );
  const query = Object.entries(parts.query ?? {}).map(
    ([name, value]) => `${encode(name)}=${encode(textOf(value))}`,
  );
  const headers = Object.entries(parts.header ?? {}).map(([name, value]) => [
    name.toLowerCase(),
    headerText(value),
  ]);
  const body = parts.body === undefined ? undefined : JSON.stringify(parts.body);
  return {
    method: operation.method,
    path: query.length > 0 ? `${filled}?${query.join("&")}` : filled,
    headers: {
      accept: "application/json",
      ...Object.fromEntries(headers),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body }),
  };
}

/** The id of what a request made: the answer's `id`, or the end of its Location. */
export function idIn(text: string, location: string | undefined): string | undefined {
  const fromPath = location?.split(/[?#]/, 1)[0]?.split("/").filter(Boolean).at(-1);
  try {
    const answer: unknown = JSON.parse(text);
    if (isObject(answer) && ["string", "number"].includes(typeof answer.id)) return String(answer.id);
  } catch {
    // Not every answer is JSON.
  }
  return fromPath;
}

function textOf(value: unknown): string {
  return typeof value === "object" && value !== null ? JSON.stringify(value) : String(value);
}

/** `.` and `..` would be taken away as parts of the path. A lone surrogate has no encoding at all. */
function encode(text: string): string {
  const encoded = encodeURIComponent(text.replace(/[\ud800-\udfff]/gu, "\ufffd"));
  return /^\.{1,2}$/.test(encoded) ? encoded.replaceAll(".", "%2E") : encoded;
}

/** What Node would refuse to send is sent as the service would never see it anyway. */
function headerText(value: unknown): string {
  return textOf(value)
    .replace(/[^\t\x20-\x7e\x80-\xff]/g, "?")
    .trim();
}

import { request } from "node:http";

export interface Sent {
  readonly method: string;
  /** As it is: nothing of it is encoded or resolved. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** Of a JSON answer. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** Not `fetch`, which mends paths, adds headers and undoes encodings. */
export async function send(origin: string, { method, path, headers = {}, body }: Sent): Promise<Answer> {
  const content = body === undefined ? "" : typeof body === "string" ? body : JSON.stringify(body);
  const type = body === undefined ? {} : { "content-type": "application/json" };
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(content)) };
  const { hostname, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const all = { ...type, ...length, ...headers };
    const asked = request({ hostname, port, method, path, headers: all, agent: false }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(pieces).toString("utf8");
        const told = Object.fromEntries(
          Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
        );
        resolve({ status: response.statusCode ?? 0, headers: told, text, json: parsed(text) });
      });
    });
    asked.setTimeout(20_000, () => asked.destroy(new Error(`${method} ${path}: no answer`)));
    asked.once("error", reject);
    asked.end(content);
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

/** Of the connection and the moment, not of the service. */
const passing = new Set(["date", "connection", "keep-alive", "content-length", "transfer-encoding"]);

/** What an answer says, whenever and whoever was asked. */
export function meant({ status, headers, text }: Answer): object {
  const told = Object.entries(headers)
    .filter(([name]) => !passing.has(name))
    .map(([name, value]) => [name, value.toLowerCase().replace(/;\s*/g, "; ")]);
  const json = /json/.test(headers["content-type"] ?? "") && text !== "";
  return normalised({
    status,
    headers: Object.fromEntries(told),
    body: json ? JSON.parse(text) : text,
  }) as object;
}

/** The same text for what is another one each time: ids by the order in which they come up, times, traces, cursors. */
export function normalised(value: unknown): unknown {
  const ids = new Map<string, string>();
  const text = JSON.stringify(sorted(value))
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, (id) => {
      const known = ids.get(id) ?? `<id ${ids.size + 1}>`;
      ids.set(id, known);
      return known;
    })
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/gi, "<time>")
    .replace(/\b00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]\b/g, "<traceparent>")
    .replace(/("nextCursor":")[^"]+"/g, '$1<cursor>"');
  return JSON.parse(text) as unknown;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

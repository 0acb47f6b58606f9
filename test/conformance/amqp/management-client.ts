import { request } from "undici";
import type { GetBroker } from "./broker-under-test.js";

export interface ApiAnswer {
  readonly status: number;
  /** undefined where the answer has no body. */
  readonly json: unknown;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

export interface Call {
  readonly body?: unknown;
  /** Instead of the broker's own user; null for none. */
  readonly user?: { readonly name: string; readonly password: string } | null;
}

/** Calls the management API, as `"GET /api/overview"`. */
export async function callApi(
  broker: GetBroker,
  call: string,
  { body, user }: Call = {},
): Promise<ApiAnswer> {
  const [method = "", path = ""] = call.split(" ");
  const url = new URL(broker().managementUrl);
  const own = { name: decodeURIComponent(url.username), password: decodeURIComponent(url.password) };
  const given = user === undefined ? own : user;
  const response = await request(`${url.origin}${path}`, {
    method: method as "GET" | "POST" | "DELETE" | "HEAD",
    headers: {
      ...(given && {
        authorization: `Basic ${Buffer.from(`${given.name}:${given.password}`).toString("base64")}`,
      }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.body.text();
  const isJson = String(response.headers["content-type"]).startsWith("application/json") && text !== "";
  return {
    status: response.statusCode,
    json: isJson ? JSON.parse(text) : undefined,
    headers: response.headers,
  };
}

/** A name as a path has it: `/` is `%2F`. */
export function inPath(name: string): string {
  return encodeURIComponent(name);
}

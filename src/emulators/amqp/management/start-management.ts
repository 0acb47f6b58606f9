import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { listen } from "../../listen.js";
import { BodyError, readBody } from "../../read-body.js";
import type { Account } from "../options.js";
import { maxMessageBytes } from "../session/incoming-message.js";
import { AmqpError } from "../wire/amqp-error.js";
import { Unhealthy } from "./health-checks.js";
import { isObject } from "./json-properties.js";
import { badRequest, ManagementError, notFound } from "./management-error.js";
import type { Managed } from "./request.js";
import { findRoute, type Method } from "./routes.js";

/** The largest message in base64, and room for what is around it. */
const maxBodyBytes = Math.ceil((maxMessageBytes * 4) / 3) + 1024 * 1024;

interface Answer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Serves the part of RabbitMQ's management API that tools use, over HTTP.
 * @throws MsxError LISTEN_FAILED
 */
export async function startManagement(
  managed: Managed,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<{ address: AddressInfo; close(): Promise<void> }> {
  const server = createServer((req, res) => {
    answer(req, managed)
      .catch(toAnswer)
      .then((given) => send(req, res, given));
  });
  const address = await listen(server, { name: "amqp management", host, port });
  return {
    address,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(req: IncomingMessage, managed: Managed): Promise<Answer> {
  const [path = "/", search] = (req.url ?? "/").split("?");
  const route = findRoute(path);
  if (route === undefined) throw notFound();
  const method = req.method === "HEAD" ? "GET" : req.method;
  const endpoint = route.methods[method as Method];
  if (endpoint === undefined) {
    const allowed = Object.keys(route.methods).flatMap((name) => (name === "GET" ? ["HEAD", "GET"] : [name]));
    return { status: 405, headers: { allow: allowed.join(", ") } };
  }
  const { broker } = managed;
  const account = authenticate(req, managed);
  const query = new URLSearchParams(search);
  const json = await endpoint({
    ...managed,
    account,
    vhosts: [...broker.vhosts.values()].filter(({ name }) => account.vhosts.includes(name)),
    params: route.params,
    query,
    readBody: (required) => readJson(req, required),
    settled: () => new Promise((resolve) => broker.store.afterWrite(resolve)),
  });
  if (json === undefined) return { status: 204 };
  return { status: 200, json: pickColumns(json, query.get("columns")) };
}

/** @throws ManagementError 401 */
function authenticate({ headers }: IncomingMessage, { broker }: Managed): Account {
  const [scheme, credentials = ""] = (headers.authorization ?? "").split(" ");
  if (scheme?.toLowerCase() !== "basic") {
    throw new ManagementError(401, "not_authorized", "Not_Authorized", {
      "www-authenticate": 'Basic realm="RabbitMQ Management"',
    });
  }
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  const account = broker.authenticate(text.slice(0, Math.max(colon, 0)), text.slice(colon + 1));
  if (account === undefined) throw new ManagementError(401, "not_authorized", "Not_Authorized");
  return account;
}

async function readJson(
  req: IncomingMessage,
  required: readonly string[],
): Promise<Readonly<Record<string, unknown>>> {
  const body = await readBody(req, maxBodyBytes);
  let json: unknown;
  try {
    json = JSON.parse(body.toString("utf8"));
  } catch {
    throw badRequest("not_json");
  }
  if (!isObject(json)) throw badRequest("not_json");
  const missing = required.filter((key) => json[key] === undefined).map((key) => `{key_missing,${key}}`);
  if (missing.length > 0) throw badRequest(`[${missing.join(",")}]`);
  return json;
}

/** `?columns=name,messages` shows only those. */
function pickColumns(json: unknown, columns: string | null): unknown {
  if (columns === null) return json;
  const wanted = columns.split(",");
  const pick = (item: unknown): unknown =>
    isObject(item)
      ? Object.fromEntries(wanted.flatMap((key) => (key in item ? [[key, item[key]]] : [])))
      : item;
  return Array.isArray(json) ? json.map(pick) : pick(json);
}

function toAnswer(error: unknown): Answer {
  if (error instanceof Unhealthy) return { status: 503, json: error.json };
  if (error instanceof BodyError) return refusal(error.status, "bad_request", error.message);
  if (error instanceof AmqpError) return refusal(400, "bad_request", `${error.code} ${error.text}`);
  if (error instanceof ManagementError) {
    return { ...refusal(error.status, error.error, error.reason), headers: error.headers };
  }
  return refusal(500, "internal_error", error instanceof Error ? error.message : String(error));
}

function refusal(status: number, error: string, reason: string): Answer {
  return { status, json: { error, reason } };
}

function send(req: IncomingMessage, res: ServerResponse, { status, json, headers = {} }: Answer): void {
  res.statusCode = status;
  for (const [name, value] of Object.entries(headers)) res.setHeader(name, value);
  res.setHeader("cache-control", "no-cache");
  // The body of a request that was refused may not have been read.
  if (!req.complete) res.setHeader("connection", "close");
  if (json === undefined) {
    res.end();
    return;
  }
  const text = JSON.stringify(json);
  res.setHeader("content-type", "application/json");
  res.setHeader("content-length", Buffer.byteLength(text));
  res.end(req.method === "HEAD" ? undefined : text);
}

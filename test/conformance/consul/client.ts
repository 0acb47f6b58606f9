import Consul from "consul";
import type { ConsulUnderTest } from "./consul-under-test.js";

const clients = new WeakMap<ConsulUnderTest, Consul>();

/** The unmodified client from npm: one for each Consul, since Consul takes 200 connections of an address at most. */
export function connectTo(consul: ConsulUnderTest): Consul {
  const { hostname, port } = new URL(consul.url);
  const client = clients.get(consul) ?? new Consul({ host: hostname, port: Number(port) });
  clients.set(consul, client);
  return client;
}

/** What a request without the client is answered: status and text. */
export async function put(
  url: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; text: string }> {
  const init = body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) };
  const response = await fetch(url + path, { method: "PUT", ...init });
  return { status: response.status, text: (await response.text()).trim() };
}

/** A read with its index. */
export async function get<T>(url: string, path: string): Promise<{ status: number; index: number; body: T }> {
  const response = await fetch(url + path);
  const text = await response.text();
  const body = (text === "" ? undefined : JSON.parse(text)) as T;
  return { status: response.status, index: Number(response.headers.get("x-consul-index")), body };
}

import * as z from "zod";
import { phrase, ReasonError } from "../../errors/detail.js";
import { httpExchange } from "../http-exchange.js";
import { withDeadline } from "../with-deadline.js";

const answerMs = 4000;

/** The agent's API (https://developer.hashicorp.com/consul/api-docs/agent/service), as far as discovery is bent with it. */
export class ConsulInstances {
  readonly #url: string;

  /** @param url from the host, without a trailing slash */
  constructor(url: string) {
    this.#url = url;
  }

  /** The ids of a service's passing instances. */
  async passing(service: string, signal: AbortSignal): Promise<readonly string[]> {
    const text = await this.#call(
      "GET",
      `/v1/health/service/${encodeURIComponent(service)}?passing=true`,
      signal,
    );
    const entries = z.array(z.object({ Service: z.object({ ID: z.string() }) })).parse(JSON.parse(text));
    return entries.map(({ Service }) => Service.ID);
  }

  /** In maintenance an instance is listed as failing, and goes on serving who comes all the same. */
  async maintenance(id: string, enable: boolean, signal: AbortSignal): Promise<void> {
    const path = `/v1/agent/service/maintenance/${encodeURIComponent(id)}?enable=${enable}&reason=audit`;
    await this.#call("PUT", path, signal);
  }

  /** Without a check: it passes for as long as it is registered. */
  async register(
    instance: {
      readonly id: string;
      readonly service: string;
      readonly address: string;
      readonly port: number;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { id, service, address, port } = instance;
    const body = JSON.stringify({ ID: id, Name: service, Address: address, Port: port });
    await this.#call("PUT", "/v1/agent/service/register", signal, body);
  }

  async deregister(id: string, signal: AbortSignal): Promise<void> {
    await this.#call("PUT", `/v1/agent/service/deregister/${encodeURIComponent(id)}`, signal);
  }

  async #call(method: string, path: string, signal: AbortSignal, body?: string): Promise<string> {
    const headers = { "content-type": "application/json" };
    const { ok, status, text } = await withDeadline(answerMs, signal, (within) =>
      httpExchange(`${this.#url}${path}`, {
        method,
        headers,
        signal: within,
        ...(body !== undefined && { body }),
      }),
    );
    if (!ok)
      throw new ReasonError(
        phrase("consul-answered-to", { request: `${method} ${path}`, status, text: text.slice(0, 200) }),
      );
    return text;
  }
}

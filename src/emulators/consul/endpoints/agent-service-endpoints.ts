import type { LocalAgent } from "../agent/local-agent.js";
import { readServiceRegistration } from "../agent/service-definition.js";
import { shapes } from "../filter/shape.js";
import { readWait } from "../http/blocking-query.js";
import { ConsulError } from "../http/consul-error.js";
import type { Answer, ConsulRequest, Routes } from "../http/consul-request.js";
import type { Store } from "../store/store.js";
import { applyFilter } from "./query-filters.js";
import { contentHash, shownAgentService } from "./shown-entries.js";

/** https://developer.hashicorp.com/consul/api-docs/agent/service */
export function agentServiceRoutes(store: Store, agent: LocalAgent): Routes {
  return {
    "/v1/agent/services": {
      GET: ({ query }) => {
        const services = applyFilter(query, shapes.service, agent.services());
        return {
          json: Object.fromEntries(services.map((service) => [service.ID, shownAgentService(service)])),
        };
      },
    },
    "/v1/agent/service/": { GET: (request) => readService(store, agent, request) },
    "/v1/agent/service/register": {
      PUT: ({ body, query }) => {
        agent.register(readServiceRegistration(body), query.get("replace-existing-checks") === "true");
        return {};
      },
    },
    "/v1/agent/service/deregister/": {
      PUT: ({ rest }) => {
        if (rest === "") throw new ConsulError(500, "ServiceID missing");
        agent.deregister(rest);
        return {};
      },
    },
    "/v1/agent/service/maintenance/": {
      PUT: ({ rest, query }) => {
        if (rest === "") throw new ConsulError(400, "Missing service ID");
        const enable = readEnable(query);
        if (agent.service(rest) === undefined) {
          throw new ConsulError(404, `No service registered with ID ${JSON.stringify(rest)}`);
        }
        agent.maintain(rest, enable, query.get("reason") ?? "");
        return {};
      },
    },
    "/v1/agent/maintenance": {
      PUT: ({ query }) => {
        agent.maintain("", readEnable(query), query.get("reason") ?? "");
        return {};
      },
    },
  };
}

function readEnable(query: URLSearchParams): boolean {
  const enable = query.get("enable") ?? "";
  if (enable === "") throw new ConsulError(400, "Missing value for enable");
  if (/^(1|t|T|true|TRUE|True)$/.test(enable)) return true;
  if (/^(0|f|F|false|FALSE|False)$/.test(enable)) return false;
  throw new ConsulError(400, `Invalid value for enable: ${JSON.stringify(enable)}`);
}

/** One service; with `hash`, once it is no longer what that hash stands for, or after `wait`. */
async function readService(
  store: Store,
  agent: LocalAgent,
  { rest, query, signal }: ConsulRequest,
): Promise<Answer> {
  const known = query.get("hash") ?? "";
  const timer = new AbortController();
  const timeout = setTimeout(() => timer.abort(), known === "" ? 0 : readWait(query));
  const stop = (): void => timer.abort();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const service = agent.service(rest);
      if (service === undefined) throw new ConsulError(404, `unknown service ID: ${rest}`);
      const hash = contentHash(service);
      if (hash !== known || timer.signal.aborted) {
        const json = { ...shownAgentService(service), ContentHash: hash };
        return { json, headers: { "X-Consul-ContentHash": hash } };
      }
      await store.nextWrite(timer.signal);
    }
  } finally {
    clearTimeout(timeout);
    signal.removeEventListener("abort", stop);
  }
}

import { checkFields, readCheck } from "../agent/check-definition.js";
import type { LocalAgent } from "../agent/local-agent.js";
import { shapes } from "../filter/shape.js";
import { ConsulError } from "../http/consul-error.js";
import type { Endpoint, Routes } from "../http/consul-request.js";
import { decodeBody } from "../http/decode-body.js";
import type { CheckStatus } from "../store/catalog-entries.js";
import { applyFilter } from "./query-filters.js";
import { shownAgentCheck } from "./shown-entries.js";

/** https://developer.hashicorp.com/consul/api-docs/agent/check */
export function agentCheckRoutes(agent: LocalAgent): Routes {
  const tell =
    (status: CheckStatus): Endpoint =>
    ({ rest, query }) => {
      agent.tell(rest, status, query.get("note") ?? "");
      return {};
    };
  return {
    "/v1/agent/checks": {
      GET: ({ query }) => {
        const all = agent.checks().map(({ check }) => check);
        const checks = applyFilter(query, shapes.check, all);
        return { json: Object.fromEntries(checks.map((check) => [check.CheckID, shownAgentCheck(check)])) };
      },
    },
    "/v1/agent/check/register": {
      PUT: ({ body }) => {
        const given = decodeBody(body, { ...checkFields, ID: "text", ServiceID: "text", Token: "text" });
        if (!given.Name) throw new ConsulError(400, "Missing check name");
        const check = readCheck(given);
        const id = check.id || (given.ID as string | undefined) || check.name;
        agent.registerCheck({ ...check, id }, (given.ServiceID as string | undefined) ?? "");
        return {};
      },
    },
    "/v1/agent/check/deregister/": {
      PUT: ({ rest }) => {
        if (rest === "") throw new ConsulError(500, "CheckID missing");
        agent.deregisterCheck(rest);
        return {};
      },
    },
    "/v1/agent/check/pass/": { PUT: tell("passing") },
    "/v1/agent/check/warn/": { PUT: tell("warning") },
    "/v1/agent/check/fail/": { PUT: tell("critical") },
    "/v1/agent/check/update/": {
      PUT: ({ rest, body }) => {
        const { Status = "", Output = "" } = decodeBody(body, { Status: "text", Output: "text" });
        if (Status !== "passing" && Status !== "warning" && Status !== "critical") {
          throw new ConsulError(400, `Invalid check status: '${Status}'`);
        }
        agent.tell(rest, Status, Output as string);
        return {};
      },
    },
  };
}

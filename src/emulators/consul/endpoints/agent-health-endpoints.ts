import type { LocalAgent } from "../agent/local-agent.js";
import type { Answer, ConsulRequest, Routes } from "../http/consul-request.js";
import type { CatalogCheck, CatalogService, CheckStatus, Unindexed } from "../store/catalog-entries.js";
import { shownAgentService } from "./shown-entries.js";

/** The status as an HTTP status, for load balancers that look at nothing else. */
const httpStatus: Readonly<Record<CheckStatus, number>> = { passing: 200, warning: 429, critical: 503 };

/** https://developer.hashicorp.com/consul/api-docs/agent/service#get-local-service-health */
export function agentHealthRoutes(agent: LocalAgent): Routes {
  return {
    "/v1/agent/health/service/id/": {
      GET: (request) => {
        const service = agent.service(request.rest);
        if (service === undefined) {
          const json = { AggregatedStatus: "critical", Service: null, Checks: null };
          return answer(request, 404, "critical", `ServiceId ${request.rest} not found`, json);
        }
        const health = healthOf(agent, service);
        return answer(request, httpStatus[health.status], health.status, health.status, health.json);
      },
    },
    "/v1/agent/health/service/name/": {
      GET: (request) => {
        const services = agent.services().filter(({ Service }) => Service === request.rest);
        if (services.length === 0) {
          return answer(request, 404, "critical", `ServiceName ${request.rest} Not Found`, []);
        }
        const all = services.map((service) => healthOf(agent, service));
        const status = worst(all.map((health) => health.status));
        return answer(
          request,
          httpStatus[status],
          status,
          status,
          all.map(({ json }) => json),
        );
      },
    },
  };
}

function answer(
  { query }: ConsulRequest,
  status: number,
  word: string,
  reason: string,
  json: unknown,
): Answer {
  const headers = { "X-Consul-Reason": reason };
  if (query.get("format") === "text") return { status, text: word, contentType: "text/plain", headers };
  return { status, json, headers };
}

function healthOf(
  agent: LocalAgent,
  service: Unindexed<CatalogService>,
): { status: CheckStatus; json: object } {
  const checks = agent.checks().map(({ check }) => check);
  const concerned = checks.filter(({ ServiceID }) => ServiceID === service.ID || ServiceID === "");
  const status = worst(concerned.map(({ Status }) => Status));
  const json = {
    ...{ AggregatedStatus: status, Service: shownAgentService(service) },
    Checks: concerned.filter(({ ServiceID }) => ServiceID !== "").map(shownHealthCheck),
  };
  return { status, json };
}

function worst(statuses: readonly CheckStatus[]): CheckStatus {
  if (statuses.includes("critical")) return "critical";
  return statuses.includes("warning") ? "warning" : "passing";
}

const noDefinition = {
  ...{ Interval: "0s", Timeout: "0s", DeregisterCriticalServiceAfter: "0s", HTTP: "", Header: null },
  ...{ Method: "", Body: "", TLSSkipVerify: false, TCP: "" },
};

function shownHealthCheck({ ServiceTags, ...check }: Unindexed<CatalogCheck>): object {
  const tags = ServiceTags.length === 0 ? null : ServiceTags;
  return { ...check, ServiceTags: tags, Type: "", Definition: noDefinition, CreateIndex: 0, ModifyIndex: 0 };
}

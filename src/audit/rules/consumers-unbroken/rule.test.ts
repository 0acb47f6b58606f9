import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const payment = "services/payment-service";
const order = "services/order-service";
const openapi = `${payment}/contracts/openapi.json`;
const asyncapi = `${payment}/contracts/asyncapi.json`;
const gateway = `${order}/src/adapters/http-payment-gateway.ts`;
const asItIs = () => {};

checkRule(rule, [
  {
    title: "nothing to compare with",
    kind: "good",
    service: payment,
    change: (repository) => delete repository[openapi],
    verdict: "not-applicable",
  },
  {
    title: "nothing changed",
    kind: "good",
    service: payment,
    before: asItIs,
    change: asItIs,
    verdict: "pass",
  },
  {
    title: "the API that order-service calls, with a new major version: both sides are shown",
    kind: "bad",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, '"version": "1.0.0"', '"version": "2.0.0"');
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
    },
    verdict: "fail",
    at: /contracts\/openapi.json:\d+.* \/services\/order-service\/service.yaml:\d+ .*http-payment-gateway.ts:\d+/,
  },
  {
    title: "the API that order-service called, which calls the next one now",
    kind: "good",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
      edit(repository, gateway, /\/api\/v1\//g, "/api/v2/");
    },
    verdict: "pass",
  },
  {
    title: "the API of a service that somebody calls at an address from elsewhere",
    kind: "bad",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
      edit(repository, gateway, /"\/api\/v1\/payments"/g, "settings.path");
      edit(repository, gateway, /`\/api\/v1\/payments\//g, "`");
    },
    verdict: "fail",
    at: /\/services\/order-service\/service.yaml:\d+/,
  },
  {
    title: "a property of an event that order-service consumes",
    kind: "bad",
    service: payment,
    before: asItIs,
    change: (repository) =>
      edit(
        repository,
        asyncapi,
        /("PaymentAuthorizedEvent": \{\s*"type": "object",\s*"required": \[[^\]]*\],\s*"properties": \{\s*)"PaymentId"/,
        '$1"Id"',
      ),
    verdict: "fail",
    at: /contracts\/asyncapi.json:\d+.* \/services\/order-service\/service.yaml:\d+/,
  },
  {
    title: "an event that nobody consumes",
    kind: "good",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, asyncapi, /"PaymentRefundedEvent": \{\s*"\$ref": "[^"]*"\s*\}/, '"Other": {}');
      edit(repository, `${payment}/service.yaml`, /^.*PaymentRefundedEvent.*\n/m, "");
    },
    verdict: "pass",
  },
  {
    title: "an event that is no longer declared as published",
    kind: "bad",
    service: payment,
    before: asItIs,
    change: (repository) => edit(repository, `${payment}/service.yaml`, /^.*PaymentAuthorizedEvent.*\n/m, ""),
    verdict: "fail",
    at: /service.yaml:\d+.* \/services\/order-service\/service.yaml:\d+/,
  },
  {
    title: "an event that another service publishes now",
    kind: "good",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, `${payment}/service.yaml`, /^.*PaymentAuthorizedEvent.*\n/m, "");
      edit(
        repository,
        "services/user-service/service.yaml",
        "publishes:\n",
        "publishes:\n  - { event: PaymentAuthorizedEvent, exchange: payment_events }\n",
      );
    },
    verdict: "pass",
  },
  {
    title: "an API whose consumer gave it up in the same change",
    kind: "good",
    service: payment,
    before: asItIs,
    change: (repository) => {
      delete repository[openapi];
      edit(repository, `${order}/service.yaml`, /calls:\n.*payment-service.*\n/, "calls: []\n");
    },
    verdict: "pass",
  },
  {
    title: "a service that is called, gone: found at who calls it",
    kind: "bad",
    service: order,
    before: asItIs,
    change: (repository) => {
      for (const path of Object.keys(repository)) if (path.startsWith(`${payment}/`)) delete repository[path];
    },
    verdict: "fail",
    at: /^service.yaml:\d+ service.yaml:\d+$/,
  },
  {
    title: "a new service",
    kind: "good",
    service: payment,
    before: (repository) => {
      for (const path of Object.keys(repository)) if (path.startsWith(`${payment}/`)) delete repository[path];
    },
    change: asItIs,
    verdict: "not-applicable",
  },
  {
    title: "a contract that is invalid now",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      repository[openapi] = "{";
    },
    verdict: "manual",
    at: /openapi.json:1 .*order-service\/service.yaml:\d+/,
  },
  {
    title: "a consumer that moved in a comment only",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
      edit(repository, gateway, /^/, "// calls /api/v2/payments now\n");
    },
    verdict: "fail",
    at: /http-payment-gateway\.ts:\d+/,
  },
  {
    title: "an event that another service publishes in a comment only",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, `${payment}/service.yaml`, /^.*PaymentAuthorizedEvent.*\n/m, "");
      edit(
        repository,
        "services/user-service/service.yaml",
        "publishes:\n",
        "publishes:\n  # - { event: PaymentAuthorizedEvent, exchange: payment_events }\n",
      );
    },
    verdict: "fail",
    at: /order-service\/service\.yaml:\d+/,
  },
  {
    title: "an operation that is kept in a description only",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(
        repository,
        openapi,
        '"openapi": "3.1.0"',
        '"openapi": "3.1.0", "x-paths": { "/api/v1/payments": {} }',
      );
      edit(repository, openapi, /"\/api\/v1\/payments/g, '"/api/v9/payments');
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a consumer whose calls are of other types",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
      edit(
        repository,
        `${order}/service.yaml`,
        /calls:\n.*payment-service.*\n/,
        "calls:\n  - 5\n  - { service: [payment-service] }\n  - { service: payment-service }\n",
      );
    },
    verdict: "fail",
    at: /order-service\/service\.yaml:\d+/,
  },
  {
    title: "a contract of NUL bytes",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      repository[openapi] = "\0".repeat(40);
    },
    verdict: "fail",
    at: /openapi\.json/,
  },
  {
    title: "a contract that is empty now",
    kind: "hostile",
    service: payment,
    before: asItIs,
    change: (repository) => {
      repository[openapi] = "";
    },
    verdict: "fail",
    at: /openapi\.json/,
  },
]);

import { checkRule, edit } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";
const openapi = `${service}/contracts/openapi.json`;

checkRule(rule, [
  {
    title: "an unversioned contract path",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      edit(repository, "services/user-service/contracts/openapi.json", /\/api\/v1\/users/g, "/users");
    },
    verdict: "fail",
    at: /openapi/,
  },
  {
    title: "a version that must be asked for",
    kind: "good",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/contracts/openapi.json"] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1" },
        paths: {
          "/users": {
            get: {
              parameters: [{ name: "api-version", in: "query", required: true, schema: { type: "string" } }],
              responses: { 200: { description: "users" } },
            },
          },
        },
      });
    },
    verdict: "pass",
  },
  {
    title: "a parameter that is described once for all",
    kind: "good",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        components: {
          parameters: {
            Version: { name: "api-version", in: "header", required: true, schema: { type: "string" } },
          },
        },
        paths: {
          "/users": {
            parameters: [{ $ref: "#/components/parameters/Version" }],
            get: { responses: { 200: { description: "users" } } },
          },
        },
      });
    },
    verdict: "pass",
  },
  {
    title: "a version in a title, a description, a tag and a parameter that may be left out",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        paths: {
          "/users": {
            get: {
              summary: "/v1/users",
              tags: ["/v1/"],
              parameters: [{ name: "api-version", in: "query", required: false, schema: { type: "string" } }],
              responses: { 200: { description: "/v1/" } },
            },
          },
        },
      });
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a host that is called v1",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        servers: [{ url: "https://v1/api?path=/v1/" }],
        paths: { "/users": { get: { responses: { 200: { description: "v1" } } } } },
      });
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a path that only begins like one of operations",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        paths: { "/healthcare/patients": { get: { responses: { 200: { description: "v1" } } } } },
      });
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a reference to itself, and parameters of other types",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        paths: {
          "/users": {
            parameters: [
              { $ref: "#/paths/~1users" },
              null,
              5,
              { $ref: 7 },
              { name: 3, in: [], required: "true" },
            ],
            get: { parameters: "version", responses: {} },
          },
        },
      });
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "paths that are a list, servers that are a text",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.1.0",
        info: { title: "users", version: "1.0.0" },
        servers: "/api/v1",
        paths: [{ get: {} }],
      });
    },
    verdict: "fail",
    at: /openapi\.json:\d+/,
  },
  {
    title: "schemas of events alone",
    kind: "good",
    service,
    change: (repository) => {
      repository[openapi] = JSON.stringify({
        openapi: "3.0.2",
        info: { title: "events", version: "1.0.0" },
        paths: {},
        components: { schemas: { UserCreated: { type: "object" } } },
      });
    },
    verdict: "not-applicable",
  },
  {
    title: "a contract that is cut off",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = (repository[openapi] ?? "").slice(0, 200);
    },
    verdict: "manual",
    at: /openapi\.json:\d+/,
  },
  {
    title: "an empty contract",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = "";
    },
    verdict: "manual",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a contract of NUL bytes",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = "\0".repeat(40);
    },
    verdict: "manual",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a contract that is a list",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[openapi] = "[]";
    },
    verdict: "manual",
    at: /openapi\.json:\d+/,
  },
  {
    title: "a versioned contract among the tests only",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/test/fixtures/openapi.json`] = repository[openapi] ?? "";
      delete repository[openapi];
    },
    verdict: "not-applicable",
  },
]);

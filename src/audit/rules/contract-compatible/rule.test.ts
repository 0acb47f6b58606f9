import { checkRule, edit, type Repository } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const folder = "services/payment-service";
const openapi = `${folder}/contracts/openapi.json`;
const asyncapi = `${folder}/contracts/asyncapi.json`;
const asItIs = () => {};

/** Changes a JSON document of the repository. */
function change(file: string, by: (document: Json) => void): (repository: Repository) => void {
  return (repository) => {
    const document = JSON.parse(repository[file] ?? "") as Json;
    by(document);
    repository[file] = JSON.stringify(document, null, 2);
  };
}
interface Json {
  [key: string]: Json;
}

/** Nested without end, and in circles. */
const hostile = (depth: number): string => {
  const schema = `${'{"allOf":[{"$ref":"#/components/schemas/Loop"}],"properties":{"a":'.repeat(depth)}{}${"}}".repeat(depth)}`;
  const circle = '"Loop":{"$ref":"#/components/schemas/Pool"},"Pool":{"$ref":"#/components/schemas/Loop"}';
  const content = `"content":{"application/json":{"schema":${schema}}}`;
  return `{"openapi":"3.1.0","info":{"title":"t","version":"1.0.0"},"paths":{"/a":{"get":{"responses":{"200":{"description":"d",${content}}}}}},"components":{"schemas":{${circle}}}}`;
};

checkRule(rule, [
  {
    title: "nothing to compare with",
    kind: "good",
    service: folder,
    change: change(openapi, ({ paths }) => delete paths?.["/api/v1/payments/{id}"]),
    verdict: "not-applicable",
  },
  {
    title: "nothing changed",
    kind: "good",
    service: folder,
    before: asItIs,
    change: asItIs,
    verdict: "pass",
    at: /api.json/,
  },
  {
    title: "an operation gone",
    kind: "bad",
    service: folder,
    before: asItIs,
    change: change(openapi, ({ paths }) => delete paths?.["/api/v1/payments/{id}/refund"]),
    verdict: "fail",
    at: /contracts\/openapi.json:\d+/,
  },
  {
    title: "a property of an event gone",
    kind: "bad",
    service: folder,
    before: asItIs,
    change: change(
      asyncapi,
      ({ components }) => delete components?.schemas?.PaymentAuthorizedEvent?.properties?.OrderId,
    ),
    verdict: "fail",
    at: /contracts\/asyncapi.json:\d+/,
  },
  {
    title: "the contract deleted",
    kind: "bad",
    service: folder,
    before: asItIs,
    change: (repository) => delete repository[openapi],
    verdict: "fail",
    at: /contracts\/openapi.json/,
  },
  {
    title: "a new major version that changes paths in place",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, '"version": "1.0.0"', '"version": "2.0.0"');
      edit(
        repository,
        openapi,
        '"Payment": {\n        "type": "object"',
        '"Payment": {\n        "type": "array"',
      );
    },
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  {
    title: "a new major version under its own path",
    kind: "good",
    service: folder,
    before: asItIs,
    change: (repository) => {
      edit(repository, openapi, '"version": "1.0.0"', '"version": "2.0.0"');
      edit(repository, openapi, /\/api\/v1\//g, "/api/v2/");
    },
    verdict: "pass",
    at: /openapi.json:\d+/,
  },
  {
    title: "a new major version of the events",
    kind: "good",
    service: folder,
    before: asItIs,
    change: change(asyncapi, (document) => {
      Object.assign(document.info ?? {}, { version: "2.0.0" });
      delete document.channels?.paymentEvents?.messages?.PaymentRefundedEvent;
    }),
    verdict: "pass",
    at: /asyncapi.json:\d+/,
  },
  {
    title: "the contract moved to another file",
    kind: "good",
    service: folder,
    before: asItIs,
    change: (repository) => {
      repository[`${folder}/contracts/v1/openapi.json`] = repository[openapi] ?? "";
      delete repository[openapi];
    },
    verdict: "pass",
  },
  {
    title: "the service moved to another folder, and broke",
    kind: "bad",
    service: "services/pay",
    before: asItIs,
    change: (repository) => {
      for (const path of Object.keys(repository).filter((one) => one.startsWith(`${folder}/`))) {
        repository[path.replace(folder, "services/pay")] = repository[path] ?? "";
        delete repository[path];
      }
      edit(
        repository,
        "services/pay/contracts/openapi.json",
        '"/api/v1/payments/{id}/refund"',
        '"/api/v1/payments/{id}/back"',
      );
    },
    verdict: "fail",
    at: /contracts\/openapi.json:\d+/,
  },
  {
    title: "a new service",
    kind: "good",
    service: folder,
    before: (repository) => {
      for (const path of Object.keys(repository)) if (path.startsWith(`${folder}/`)) delete repository[path];
    },
    change: asItIs,
    verdict: "not-applicable",
  },
  {
    title: "a contract that was invalid before",
    kind: "hostile",
    service: folder,
    before: (repository) => {
      repository[openapi] = "{";
      delete repository[asyncapi];
    },
    change: asItIs,
    verdict: "not-applicable",
    at: /openapi.json/,
  },
  {
    title: "a contract that is invalid now",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: (repository) => {
      repository[openapi] = "{";
    },
    verdict: "manual",
    at: /openapi.json:1/,
  },
  {
    title: "a schema in a file that changed",
    kind: "bad",
    service: folder,
    before: (repository) => {
      edit(repository, openapi, '"$ref": "#/components/schemas/PaymentPage"', '"$ref": "page.json"');
      repository[`${folder}/contracts/page.json`] = '{"type":"object"}';
    },
    change: (repository) => {
      edit(repository, openapi, '"$ref": "#/components/schemas/PaymentPage"', '"$ref": "page.json"');
      repository[`${folder}/contracts/page.json`] = '{"type":"array"}';
    },
    verdict: "manual",
  },
  {
    title: "an old contract that nests without end, in circles",
    kind: "hostile",
    service: folder,
    before: (repository) => {
      repository[openapi] = hostile(3000);
    },
    change: (repository) => {
      repository[openapi] = hostile(2900);
    },
    verdict: "manual",
  },
  {
    title: "a fixture of the tests that changed",
    kind: "good",
    service: folder,
    before: (repository) => {
      repository[`${folder}/test/fixtures/openapi.json`] = hostile(1);
    },
    change: asItIs,
    verdict: "pass",
  },
  {
    title: "a new major version in a description and a field of its own",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: change(openapi, ({ paths, info }) => {
      delete paths?.["/api/v1/payments/{id}/refund"];
      Object.assign(info ?? {}, { description: "version 2.0.0", "x-version": "2.0.0" });
    }),
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  {
    title: "a new major version that is a list",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: change(openapi, ({ paths, info }) => {
      delete paths?.["/api/v1/payments/{id}/refund"];
      Object.assign(info ?? {}, { version: ["2.0.0"] });
    }),
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  {
    title: "an operation that leads nowhere",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: change(openapi, ({ paths }) =>
      Object.assign(paths ?? {}, { "/api/v1/payments/{id}/refund": { $ref: "#/nowhere" } }),
    ),
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  {
    title: "an operation that is a text",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: change(openapi, ({ paths }) =>
      Object.assign(paths?.["/api/v1/payments/{id}/refund"] ?? {}, { post: "as before" }),
    ),
    verdict: "fail",
    at: /openapi.json:\d+/,
  },
  {
    title: "paths that are a list",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: change(openapi, (document) =>
      Object.assign(document, { paths: ["/api/v1/payments/{id}/refund"] }),
    ),
    verdict: "fail",
    at: /openapi.json/,
  },
  {
    title: "a contract of NUL bytes",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: (repository) => {
      repository[openapi] = "\0".repeat(40);
    },
    verdict: "fail",
    at: /openapi.json/,
  },
  {
    title: "the contract moved to where the tests are",
    kind: "hostile",
    service: folder,
    before: asItIs,
    change: (repository) => {
      repository[`${folder}/test/openapi.json`] = repository[openapi] ?? "";
      delete repository[openapi];
    },
    verdict: "fail",
    at: /openapi.json/,
  },
]);

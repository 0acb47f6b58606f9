import { expect, test } from "vitest";
import { type ParsedDocument, parseFile } from "../parsed-document.js";
import { Budget } from "./compare-schemas.js";
import { openApiChanges } from "./openapi-changes.js";

const user = {
  type: "object",
  required: ["id"],
  properties: { id: { type: "string" }, name: { type: "string" } },
};
const json = (schema: object) => ({ "application/json": { schema } });
const reads = (schema: object) => ({ responses: { "200": { description: "ok", content: json(schema) } } });
const writes = (schema: object) => ({
  requestBody: { content: json(schema) },
  responses: { "201": { description: "made" } },
});
const query = (more: object) => ({ name: "q", in: "query", schema: { type: "string" }, ...more });
const ok = { responses: { "200": { description: "ok" } } };

interface Contract {
  readonly version?: string;
  readonly server?: string;
  readonly file?: string;
  readonly more?: object;
}

function contract(
  paths: object,
  { version = "1.0.0", server = "/", file = "openapi.json", more }: Contract = {},
) {
  const info = { title: "t", version };
  const data = { openapi: "3.1.0", info, servers: [{ url: server }], paths, ...more };
  const document = parseFile(file, JSON.stringify(data, null, 1)).documents[0];
  if (!document) throw new Error("no document");
  return document;
}

function changes(before: readonly ParsedDocument[], now: readonly ParsedDocument[]): readonly string[] {
  return openApiChanges({ before, now, budget: new Budget() }).map(
    ({ subject, what, announced }) => `${subject}: ${what.en}${announced ? " (announced)" : ""}`,
  );
}

test.each<[string, object, object, readonly string[]]>([
  ["a path gone", { "/u": { get: ok } }, {}, ["GET /u: is gone"]],
  ["an operation gone", { "/u": { get: ok, put: ok } }, { "/u": { get: ok } }, ["PUT /u: is gone"]],
  [
    "a success gone",
    { "/u": { get: { responses: { "200": {}, "404": {} } } } },
    { "/u": { get: { responses: { "404": {} } } } },
    ["GET /u: no longer answers 200"],
  ],
  [
    "a parameter that is required now",
    { "/u": { get: { ...ok, parameters: [query({})] } } },
    { "/u": { get: { ...ok, parameters: [query({ required: true })] } } },
    ["GET /u: the parameter q is now required"],
  ],
  [
    "a new required parameter, of the whole path",
    { "/u": { get: ok } },
    { "/u": { parameters: [query({ required: true })], get: ok } },
    ["GET /u: the parameter q is now required"],
  ],
  [
    "a parameter of another type, by another name in the path",
    {
      "/u/{id}": {
        get: { ...ok, parameters: [{ name: "id", in: "path", required: true, schema: { type: "string" } }] },
      },
    },
    {
      "/u/{u}": {
        get: { ...ok, parameters: [{ name: "u", in: "path", required: true, schema: { type: "integer" } }] },
      },
    },
    ["GET /u/{id} u: it was string, is integer"],
  ],
  [
    "a property of a request that is required now",
    { "/u": { post: writes(user) } },
    { "/u": { post: writes({ ...user, required: ["id", "name"] }) } },
    ["POST /u: name is now required"],
  ],
  [
    "a body that is required now",
    { "/u": { post: ok } },
    { "/u": { post: { ...ok, requestBody: { required: true, content: {} } } } },
    ["POST /u: a body is now required"],
  ],
  [
    "a media type gone",
    {
      "/u": {
        post: { ...ok, requestBody: { content: { "text/csv": {}, "application/json; charset=utf-8": {} } } },
      },
    },
    { "/u": { post: { ...ok, requestBody: { content: { "application/json": {} } } } } },
    ["POST /u: no longer takes text/csv"],
  ],
  [
    "a property of an answer gone",
    { "/u": { get: reads(user) } },
    { "/u": { get: reads({ ...user, properties: { id: { type: "string" } } }) } },
    ["GET /u 200: name is gone"],
  ],
  [
    "callers must say who they are",
    { "/u": { get: ok } },
    { "/u": { get: { ...ok, security: [{ token: [] }] } } },
    ["GET /u: now asks callers to authenticate"],
  ],
])("breaks: %s", (_title, before, now, expected) => {
  expect(changes([contract(before)], [contract(now)])).toEqual(expected);
  expect(changes([contract(before)], [contract(before)])).toEqual([]);
});

test.each<[string, readonly ParsedDocument[], readonly ParsedDocument[]]>([
  [
    "more of everything",
    [contract({ "/u": { get: ok } })],
    [contract({ "/u": { get: ok, put: ok }, "/v": { get: ok } })],
  ],
  [
    "an error less, a success more",
    [contract({ "/u": { get: { responses: { "200": {}, "404": {} } } } })],
    [contract({ "/u": { get: { responses: { "200": {}, "202": {} } } } })],
  ],
  [
    "a range that covers it",
    [contract({ "/u": { get: ok } })],
    [contract({ "/u": { get: { responses: { "2XX": {} } } } })],
  ],
  [
    "the server's path in each",
    [contract({ "/u": { get: ok } }, { server: "https://a/api/v1" })],
    [contract({ "/api/v1/u": { get: ok } })],
  ],
  [
    "another file",
    [contract({ "/u": { get: ok } })],
    [contract({ "/u": { get: ok } }, { file: "v1/openapi.json" })],
  ],
  [
    "what may be left out in a request",
    [contract({ "/u": { get: ok } })],
    [contract({ "/u": { get: { ...ok, parameters: [query({})] } } })],
  ],
  [
    "security that is a choice",
    [contract({ "/u": { get: ok } })],
    [contract({ "/u": { get: { ...ok, security: [{}, { token: [] }] } } })],
  ],
])("does not break: %s", (_title, before, now) => {
  expect(changes(before, now)).toEqual([]);
});

test("a new major version announces it; a path that names its version goes only for the next, and never changes", () => {
  const gone = (from: string, to: string) =>
    changes([contract({ "/u": { get: ok } }, { version: from })], [contract({}, { version: to })]);
  expect(gone("1.9.0", "2.0.0")).toEqual(["GET /u: is gone (announced)"]);
  expect(gone("0.9.0", "0.10.0")).toEqual(["GET /u: is gone (announced)"]);
  for (const [from, to] of [
    ["1.0.0", "1.1.0"],
    ["2.0.0", "1.0.0"],
    ["0.9.1", "0.9.2"],
    ["one", "two"],
  ] as const)
    expect(gone(from, to), `${from} → ${to}`).toEqual(["GET /u: is gone"]);
  const v1 = contract({ "/api/v1/u": { get: reads(user) } });
  const next = (paths: object) => changes([v1], [contract(paths, { version: "2.0.0" })]);
  expect(next({ "/api/v2/u": { get: ok } })).toEqual(["GET /api/v1/u: is gone (announced)"]);
  expect(next({ "/api/u": { get: ok } })).toEqual(["GET /api/v1/u: is gone"]);
  expect(next({ "/api/v1/u": { get: reads({}) }, "/api/v2/u": { get: ok } })).toEqual([
    "GET /api/v1/u 200: it was object, is anything",
  ]);
});

test("components are followed, and lines are those of what is meant", () => {
  const document = (id: object) =>
    contract(
      { "/u": { $ref: "#/components/pathItems/u" } },
      {
        more: {
          components: {
            pathItems: { u: { get: { responses: { "200": { $ref: "#/components/responses/u" } } } } },
            responses: { u: { description: "ok", content: json({ $ref: "#/components/schemas/User" }) } },
            schemas: { User: { type: "object", properties: { id } } },
          },
        },
      },
    );
  const [change, ...others] = openApiChanges({
    before: [document({ type: "string" })],
    now: [document({ type: "integer" })],
    budget: new Budget(),
  });
  expect(others).toEqual([]);
  const line = document({}).line(["components", "schemas", "User", "properties", "id"]);
  expect([change?.now.file, change?.now.line(), change?.before.line()]).toEqual(["openapi.json", line, line]);
});

test("Swagger 2.0 is compared as far as it goes", () => {
  const swagger = (type: string) => {
    const operation = {
      parameters: [{ name: "q", in: "query", type }],
      responses: { "200": { description: "ok", schema: { $ref: "#/definitions/U" } } },
    };
    const data = {
      swagger: "2.0",
      info: { version: "1" },
      paths: { "/u": { get: operation } },
      definitions: { U: { type } },
    };
    return parseFile("swagger.json", JSON.stringify(data)).documents;
  };
  expect(changes(swagger("number"), swagger("string"))).toEqual([
    "GET /u q: it was number, is string",
    "GET /u 200: it was number, is string",
  ]);
});

test("documents of another shape, and very large ones, end", () => {
  const odd = {
    openapi: 3,
    paths: { "/u": { get: null, put: [], post: { parameters: {}, responses: 7, requestBody: "x" } } },
  };
  const documents = parseFile("openapi.json", JSON.stringify(odd)).documents;
  expect(changes(documents, documents)).toEqual([]);
  const many = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`/u${index}`, { get: ok }]));
  const budget = new Budget();
  expect(openApiChanges({ before: [contract(many)], now: [contract({})], budget })).toHaveLength(300);
  expect(budget.isSpent).toBe(true);
});

import { phrase } from "../../errors/detail.js";
import { type Finding, manual, notApplicable, type Pointer, pointer, unparsed } from "../engine/rule.js";
import { fields, type Shape, type ShapeProblem, shapeProblems } from "./document-shape.js";
import type { ParsedDocument } from "./parsed-document.js";
import type { ServiceEvidence } from "./service-evidence.js";

export const httpMethods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;

/** Names shared by the tables: what a field of that kind must be. */
const basics: Readonly<Record<string, Shape>> = {
  text: { kind: "text" },
  flag: { kind: "boolean" },
  any: { kind: "any" },
  schema: { kind: "schema" },
  texts: { kind: "list", of: "text" },
  anyMap: { kind: "map", of: "any" },
  schemas: { kind: "map", of: "schema" },
};

const content = { kind: "map", of: "mediaType" } as const;

/** OpenAPI 3.0.4 and 3.1.1, sections 4.8.x "… Object"; a field of either version is accepted. */
const shapes: Readonly<Record<string, Shape>> = {
  ...basics,
  root: fields(
    {
      version: "openapi",
      info: "info",
      text: "jsonSchemaDialect",
      servers: "servers",
      paths: "paths",
      any: "webhooks security externalDocs",
      components: "components",
      tags: "tags",
    },
    ["openapi", "info"],
  ),
  version: { kind: "text", pattern: /^3\.[01]\.\d+$/ },
  info: fields({ text: "title version summary description termsOfService", any: "contact license" }, [
    "title",
    "version",
  ]),
  servers: { kind: "list", of: "server" },
  server: fields({ text: "url description", anyMap: "variables" }, ["url"]),
  tags: { kind: "list", of: "tag" },
  tag: fields({ text: "name description", any: "externalDocs" }, ["name"]),
  paths: { kind: "map", of: "pathItem", key: /^\// },
  pathItem: fields({
    text: "$ref summary description",
    servers: "servers",
    parameters: "parameters",
    operation: httpMethods.join(" "),
  }),
  operation: fields(
    {
      texts: "tags",
      text: "summary description operationId",
      any: "externalDocs callbacks security",
      parameters: "parameters",
      requestBody: "requestBody",
      responses: "responses",
      flag: "deprecated",
      servers: "servers",
    },
    ["responses"],
  ),
  parameters: { kind: "list", of: "parameter" },
  parameter: fields(
    {
      text: "name description style",
      place: "in",
      flag: "required deprecated allowEmptyValue explode allowReserved",
      schema: "schema",
      any: "example examples",
      content: "content",
    },
    ["name", "in"],
    true,
  ),
  place: { kind: "oneOf", values: ["query", "header", "path", "cookie"] },
  requestBody: fields({ text: "description", content: "content", flag: "required" }, ["content"], true),
  content,
  mediaType: fields({ schema: "schema", any: "example examples encoding" }),
  responses: { kind: "map", of: "response", key: /^(?:default|[1-5](?:\d\d|XX))$/, min: 1 },
  response: fields(
    { text: "description summary", headers: "headers", content: "content", any: "links" },
    ["description"],
    true,
  ),
  headers: { kind: "map", of: "header" },
  header: fields(
    {
      text: "description style",
      flag: "required deprecated explode",
      schema: "schema",
      any: "example examples",
      content: "content",
    },
    [],
    true,
  ),
  components: fields({
    schemas: "schemas",
    responseMap: "responses",
    parameterMap: "parameters",
    bodyMap: "requestBodies",
    headers: "headers",
    securityMap: "securitySchemes",
    any: "examples links callbacks pathItems",
  }),
  responseMap: { kind: "map", of: "response" },
  parameterMap: { kind: "map", of: "parameter" },
  bodyMap: { kind: "map", of: "requestBody" },
  securityMap: { kind: "map", of: "securityScheme" },
  securityScheme: fields(
    { securityType: "type", text: "description name in scheme bearerFormat openIdConnectUrl", any: "flows" },
    ["type"],
    true,
  ),
  securityType: { kind: "oneOf", values: ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"] },
};

/** What is wrong with an OpenAPI 3.0 or 3.1 document; empty when it is valid. */
export function openApiProblems(document: ParsedDocument): readonly ShapeProblem[] {
  if (document.at(["swagger"]) !== undefined) return [{ path: ["swagger"], detail: phrase("swagger-2") }];
  return [
    ...shapeProblems(document, shapes, "root"),
    ...pathParameterProblems(document),
    ...duplicateIds(document),
  ];
}

/** Every `{name}` of a path is declared as a parameter of it (OpenAPI 3.1.1, Paths Object). */
function pathParameterProblems(document: ParsedDocument): readonly ShapeProblem[] {
  return operationsOf(document).flatMap(({ path, method }) => {
    const declared = new Set(
      [
        ["paths", path, "parameters"],
        ["paths", path, method, "parameters"],
      ]
        .flatMap((place) => {
          const list = document.at(place);
          return Array.isArray(list) ? (list as unknown[]) : [];
        })
        .map((parameter) => (isReferenced(parameter) ? undefined : (parameter as { name?: unknown }).name)),
    );
    if (declared.has(undefined)) return []; // a referenced parameter may be the one
    return [...path.matchAll(/\{([^}]+)\}/g)]
      .filter((match) => !declared.has(match[1]))
      .map((match) => ({
        path: ["paths", path, method],
        detail: phrase("parameter-undeclared", { parameter: `{${match[1]}}` }),
      }));
  });
}

function isReferenced(value: unknown): boolean {
  return typeof value !== "object" || value === null || "$ref" in value;
}

function duplicateIds(document: ParsedDocument): readonly ShapeProblem[] {
  const seen = new Set<unknown>();
  return operationsOf(document).flatMap(({ path, method }) => {
    const id = document.at(["paths", path, method, "operationId"]);
    if (id === undefined || !seen.has(id)) {
      seen.add(id);
      return [];
    }
    return [
      { path: ["paths", path, method, "operationId"], detail: phrase("operation-twice", { id: String(id) }) },
    ];
  });
}

export interface ContractOperation {
  readonly path: string;
  readonly method: string;
}

/** The operations of an OpenAPI document, in its order. */
export function operationsOf(document: ParsedDocument): readonly ContractOperation[] {
  const paths = document.at(["paths"]);
  if (typeof paths !== "object" || paths === null) return [];
  return Object.entries(paths).flatMap(([path, item]) =>
    typeof item === "object" && item !== null
      ? httpMethods.filter((method) => method in item).map((method) => ({ path, method }))
      : [],
  );
}

/** The path of the first server, when it is a plain one: `https://x/api/v1` and `/api/v1` give `/api/v1`. */
export function basePathOf(document: ParsedDocument): string {
  const url = document.at(["servers", 0, "url"]);
  if (typeof url !== "string" || url.includes("{")) return "";
  return url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\/$/, "");
}

/** What is said where no operation was found: that there is no API contract, or why there is nothing in it to go by. */
export function withoutOperations(evidence: ServiceEvidence): Finding {
  const places = [
    ...unreadableContracts(evidence, "openapi"),
    ...openApiDocuments(evidence).map((document) =>
      pointer(document.file, document.line(["paths"]), {
        en: "describes no operation",
        es: "no describe ninguna operación",
      }),
    ),
  ];
  return places.length > 0
    ? manual(
        { en: "The API contract describes nothing", es: "El contrato de API no describe nada" },
        ...places,
      )
    : notApplicable({ en: "There is no API contract", es: "No hay contrato de API" });
}

/** Schemas of events are kept like this, since OpenAPI asks for `paths`: they promise no API. */
function keepsSchemasOnly(document: ParsedDocument): boolean {
  const paths = document.at(["paths"]);
  const schemas = document.at(["components", "schemas"]);
  const isEmpty =
    paths === undefined || (typeof paths === "object" && paths !== null && Object.keys(paths).length === 0);
  return isEmpty && typeof schemas === "object" && schemas !== null && Object.keys(schemas).length > 0;
}

/** The OpenAPI documents a service keeps, found by what they say and not by their names. */
export function openApiDocuments(evidence: ServiceEvidence): readonly ParsedDocument[] {
  return evidence.fact(contractDocuments).openApi;
}

/** The AsyncAPI documents a service keeps. */
export function asyncApiDocuments(evidence: ServiceEvidence): readonly ParsedDocument[] {
  return evidence.fact(contractDocuments).asyncApi;
}

/** Why files that are named like a contract are none, each with its place. */
export function unreadableContracts(
  evidence: ServiceEvidence,
  kind: "openapi" | "asyncapi",
): readonly Pointer[] {
  return evidence.paths(contractNames[kind]).flatMap((path) => {
    if (testData.test(path)) return [];
    const file = evidence.parsed(path);
    if (!file) return [pointer(path, 1, { en: "too large or binary", es: "demasiado grande o binario" })];
    const { problem } = file;
    if (problem) return [unparsed(path, problem)];
    const root = file.documents[0]?.data;
    if (!plainName.test(path) || (typeof root === "object" && root !== null && isContract(root))) return [];
    return [pointer(path, 1, { en: `is no ${kind} document`, es: `no es un documento ${kind}` })];
  });
}

const contractNames = {
  openapi: /(?:^|\/)(?:openapi|swagger)[\w.-]*\.(?:json|ya?ml)$/i,
  asyncapi: /(?:^|\/)asyncapi[\w.-]*\.(?:json|ya?ml)$/i,
};
/** `openapi-generator.yaml` and its like configure tools. */
const plainName = /(?:^|\/)(?:openapi|swagger|asyncapi)\.\w+$/i;
const noContract = /(?:^|\/)(?:package(?:-lock)?|tsconfig[^/]*|appsettings[^/]*)\.json$|pnpm-lock/;
/** What a service is tested with promises nobody anything. */
const testData = /(?:^|\/)(?:tests?|__tests__|fixtures|__fixtures__|mocks?|__mocks__)\//i;

/** A contract says what it is near its beginning. */
const headChars = 4_000;
const openApiMark = /\b(?:openapi|swagger)["']?\s*:/;
const asyncApiMark = /\basyncapi["']?\s*:/;

function contractDocuments(evidence: ServiceEvidence) {
  const openApi: ParsedDocument[] = [];
  const asyncApi: ParsedDocument[] = [];
  for (const path of evidence.paths(/\.(?:json|ya?ml)$/)) {
    if (noContract.test(path) || testData.test(path)) continue;
    const head = evidence.tree.read(path)?.slice(0, headChars) ?? "";
    const isOpenApi = openApiMark.test(head);
    const isAsyncApi = asyncApiMark.test(head);
    if (!isOpenApi && !isAsyncApi) continue;
    const document = evidence.document(path);
    const root = document?.data;
    if (!document || typeof root !== "object" || root === null || !isContract(root)) continue;
    if (isOpenApi && !keepsSchemasOnly(document)) openApi.push(document);
    if (isAsyncApi) asyncApi.push(document);
  }
  return { openApi, asyncApi };
}

function isContract(root: object): boolean {
  return "openapi" in root || "swagger" in root || "asyncapi" in root;
}

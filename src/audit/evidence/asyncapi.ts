import { fields, type Shape, type ShapeProblem, shapeProblems } from "./document-shape.js";
import type { ParsedDocument } from "./parsed-document.js";

const shared: Readonly<Record<string, Shape>> = {
  text: { kind: "text" },
  any: { kind: "any" },
  schema: { kind: "schema" },
  anyMap: { kind: "map", of: "any" },
  info: fields(
    { text: "title version description termsOfService", any: "contact license tags externalDocs" },
    ["title", "version"],
  ),
  messages: { kind: "map", of: "message" },
  message: fields(
    {
      any: "headers payload correlationId tags externalDocs bindings examples traits",
      text: "messageId schemaFormat contentType name title summary description",
    },
    [],
    true,
  ),
};

/** AsyncAPI 3.0.0, "Schema". */
const version3: Readonly<Record<string, Shape>> = {
  ...shared,
  root: fields(
    {
      version: "asyncapi",
      text: "id defaultContentType",
      info: "info",
      servers: "servers",
      channels: "channels",
      operations: "operations",
      any: "components",
    },
    ["asyncapi", "info"],
  ),
  version: { kind: "text", pattern: /^3\.\d+\.\d+$/ },
  servers: { kind: "map", of: "server" },
  server: fields(
    {
      text: "host protocol protocolVersion pathname description title summary",
      any: "variables security tags externalDocs bindings",
    },
    ["host", "protocol"],
    true,
  ),
  channels: { kind: "map", of: "channel" },
  channel: fields(
    {
      any: "address parameters tags externalDocs bindings servers",
      text: "title summary description",
      messages: "messages",
    },
    [],
    true,
  ),
  operations: { kind: "map", of: "operation" },
  operation: fields(
    {
      action: "action",
      reference: "channel",
      text: "title summary description",
      any: "security tags externalDocs bindings traits reply",
      references: "messages",
    },
    ["action", "channel"],
    true,
  ),
  action: { kind: "oneOf", values: ["send", "receive"] },
  reference: fields({ text: "$ref" }, ["$ref"]),
  references: { kind: "list", of: "reference" },
};

/** AsyncAPI 2.6.0, "Schema". */
const version2: Readonly<Record<string, Shape>> = {
  ...shared,
  root: fields(
    {
      version: "asyncapi",
      text: "id defaultContentType",
      info: "info",
      anyMap: "servers",
      channels: "channels",
      any: "components tags externalDocs",
    },
    ["asyncapi", "info", "channels"],
  ),
  version: { kind: "text", pattern: /^2\.\d+\.\d+$/ },
  channels: { kind: "map", of: "channel" },
  channel: fields({
    text: "$ref description",
    any: "parameters bindings servers",
    operation: "publish subscribe",
  }),
  operation: fields({
    text: "operationId summary description",
    any: "security tags externalDocs bindings traits message",
  }),
};

/** What is wrong with an AsyncAPI 2 or 3 document; empty when it is valid. */
export function asyncApiProblems(document: ParsedDocument): readonly ShapeProblem[] {
  const version = document.at(["asyncapi"]);
  return shapeProblems(
    document,
    typeof version === "string" && version.startsWith("2.") ? version2 : version3,
    "root",
  );
}

const naming = new Set(["name", "title", "messageId", "const"]);

/**
 * Every name a message of the document goes by: keys, `name`, `title`, `messageId`, CloudEvents `type`, names of its schemas. What no
 * channel and no operation leads to is nobody's message, and the document's own title none.
 */
export function messageNames(document: ParsedDocument): ReadonlySet<string> {
  const names = new Set<string>();
  const followed = new Set<string>();
  const visit = (value: unknown, key: string, depth: number): void => {
    if (depth > 40 || typeof value !== "object" || value === null) return;
    for (const inner of Object.keys(value)) {
      const child: unknown = (value as Readonly<Record<string, unknown>>)[inner];
      if (key === "messages") names.add(inner);
      if (typeof child === "object") visit(child, inner, depth + 1);
      else if (typeof child !== "string") continue;
      else if (naming.has(inner)) names.add(child);
      else if (inner === "$ref") follow(child, depth);
    }
  };
  const follow = (reference: string, depth: number): void => {
    names.add(reference.slice(reference.lastIndexOf("/") + 1));
    if (followed.has(reference) || !reference.startsWith("#/")) return;
    followed.add(reference);
    visit(document.at(reference.slice(2).split("/")), "", depth + 1);
  };
  visit(document.at(["channels"]), "channels", 0);
  visit(document.at(["operations"]), "operations", 0);
  return names;
}

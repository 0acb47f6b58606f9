import { type JsonSchema, typesOf } from "./json-schema.js";

/** A schema as a TypeScript type, read-only throughout; an optional property may also be undefined. */
export function typeText(schema: JsonSchema, indent = ""): string {
  if (schema.const !== undefined) return literal(schema.const);
  if (schema.enum) return schema.enum.map(literal).join(" | ");
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return unique(alternatives.map((item) => typeText(item, indent))).join(" | ");
  if (schema.allOf) return schema.allOf.map((item) => inParens(typeText(item, indent))).join(" & ");
  const types = typesOf(schema).map((type) => singleType(schema, type, indent));
  return types.length === 0 ? "unknown" : unique(types).join(" | ");
}

function singleType(schema: JsonSchema, type: string, indent: string): string {
  if (type === "integer" || type === "number") return "number";
  if (type === "string" || type === "boolean" || type === "null") return type;
  if (type === "array") return `readonly ${inParens(typeText(schema.items ?? {}, indent))}[]`;
  if (type !== "object") return "unknown";
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const of = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    return `Readonly<Record<string, ${typeText(of, indent)}>>`;
  }
  const inner = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const always = schema.required?.includes(name);
    const text = typeText(property, inner);
    const comment = property.description ? `${inner}/** ${oneLine(property.description)} */\n` : "";
    return `${comment}${inner}readonly ${key(name)}${always ? "" : "?"}: ${text}${always ? "" : " | undefined"};`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

/**
 * A schema as a zod expression that checks types and what must be there, and lets through what it does not know:
 * formats and limits are for the one who publishes.
 */
export function zodText(schema: JsonSchema, indent = ""): string {
  if (schema.const !== undefined) return `z.literal(${literal(schema.const)})`;
  if (schema.enum) return zodUnion(schema.enum.map((value) => `z.literal(${literal(value)})`));
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives) return zodUnion(unique(alternatives.map((item) => zodText(item, indent))));
  if (schema.allOf) {
    const [first = "z.unknown()", ...rest] = schema.allOf.map((item) => zodText(item, indent));
    return rest.reduce((all, next) => `${all}.and(${next})`, first);
  }
  const types = typesOf(schema);
  if (types.length === 0) return "z.unknown()";
  return zodUnion(unique(types.map((type) => singleZod(schema, type, indent))));
}

function singleZod(schema: JsonSchema, type: string, indent: string): string {
  if (type === "integer") return "z.number().int()";
  if (["number", "string", "boolean", "null"].includes(type)) return `z.${type}()`;
  if (type === "array") {
    const item = zodText(schema.items ?? {}, indent);
    if (!item.includes("\n")) return `z.array(${item})`;
    return `z.array(\n${indent}  ${zodText(schema.items ?? {}, `${indent}  `)},\n${indent})`;
  }
  if (type !== "object") return "z.unknown()";
  const properties = Object.entries(schema.properties ?? {});
  if (properties.length === 0) {
    const of = typeof schema.additionalProperties === "object" ? schema.additionalProperties : {};
    return `z.record(z.string(), ${zodText(of, indent)})`;
  }
  const inner = `${indent}  `;
  const lines = properties.map(([name, property]) => {
    const always = schema.required?.includes(name);
    return `${inner}${key(name)}: ${zodText(property, inner)}${always ? "" : ".optional()"},`;
  });
  return `z.object({\n${lines.join("\n")}\n${indent}})`;
}

function zodUnion(options: readonly string[]): string {
  return options.length === 1 ? (options[0] ?? "z.unknown()") : `z.union([${options.join(", ")}])`;
}

/** A value as TypeScript code, laid out as the field's formatters do. */
export function valueText(value: unknown, indent = ""): string {
  if (Array.isArray(value)) return `[${value.map((item) => valueText(item, indent)).join(", ")}]`;
  if (typeof value !== "object" || value === null) return literal(value);
  const entries = Object.entries(value);
  if (entries.length === 0) return "{}";
  const inline = `{ ${entries.map(([name, item]) => `${key(name)}: ${valueText(item, indent)}`).join(", ")} }`;
  if (!inline.includes("\n") && inline.length + indent.length < 80) return inline;
  const inner = `${indent}  `;
  return `{\n${entries.map(([name, item]) => `${inner}${key(name)}: ${valueText(item, inner)},`).join("\n")}\n${indent}}`;
}

/** A property's name as it stands in an object: quoted only where it must be. */
export function key(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

function literal(value: unknown): string {
  return JSON.stringify(value) ?? "undefined";
}

function inParens(type: string): string {
  return /[|&]/.test(type.replace(/\{[\s\S]*\}/g, "")) ? `(${type})` : type;
}

function unique(items: readonly string[]): readonly string[] {
  return [...new Set(items)];
}

/** Fit for a comment: on one line, and unable to end it. */
export function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").replaceAll("*/", "* /").trim();
}

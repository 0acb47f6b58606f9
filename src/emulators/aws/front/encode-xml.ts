import type { AwsOutput } from "./aws-service.js";
import type { QueryFields, QueryShape } from "./query-shape.js";

/** The members of an output as the query protocol writes them. Members without a shape are dropped. */
export function encodeXml(output: AwsOutput, fields: QueryFields): string {
  return Object.entries(fields)
    .map(([name, field]) => {
      const value = output[name];
      return value === undefined || value === null ? "" : encode(value, field, field.as ?? name);
    })
    .join("");
}

/** An element with text in it. */
export function textElement(name: string, value: string): string {
  return `<${name}>${escapeXml(value)}</${name}>`;
}

/** A carriage return is escaped as well: parsers make a line feed of it (XML 1.0, 2.11). */
function escapeXml(value: string): string {
  return value.replace(/[&<>"\r]/g, (found) => `&#${found.charCodeAt(0)};`);
}

function encode(value: unknown, shape: QueryShape, name: string): string {
  switch (shape.kind) {
    case "structure":
      return `<${name}>${encodeXml(value as AwsOutput, shape.fields)}</${name}>`;
    case "list": {
      const { element = name } = shape;
      return wrap(
        shape.element,
        name,
        (value as unknown[]).map((item) => encode(item, shape.of, element)),
      );
    }
    case "map": {
      const { element = name } = shape;
      const items = Object.entries(value as AwsOutput).map(
        ([key, item]) =>
          `<${element}>${textElement(shape.key, key)}${encode(item, shape.of, shape.value)}</${element}>`,
      );
      return wrap(shape.element, name, items);
    }
    case "timestamp":
      return textElement(name, new Date((value as number) * 1000).toISOString());
    default:
      return textElement(name, String(value));
  }
}

function wrap(element: string | undefined, name: string, items: readonly string[]): string {
  const inner = items.join("");
  return element === undefined ? inner : `<${name}>${inner}</${name}>`;
}

import { AwsError } from "./aws-error.js";
import type { AwsInput } from "./aws-service.js";
import type { QueryFields, QueryShape } from "./query-shape.js";

/** A form's parameters by the parts of their names: `Attribute.1.Name` is three deep. */
interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

/** What a form says, as the JSON protocol would have said it. Members without a shape are dropped. Throws AwsError. */
export function decodeQuery(form: URLSearchParams, fields: QueryFields): AwsInput {
  const root: Node = { children: new Map() };
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split(".")) {
      const child = node.children.get(part) ?? { children: new Map() };
      node.children.set(part, child);
      node = child;
    }
    node.value = value;
  }
  return decodeFields(root, fields);
}

function decodeFields(node: Node, fields: QueryFields): AwsInput {
  const members = Object.entries(fields).flatMap(([name, field]) => {
    const child = node.children.get(field.as ?? name);
    const value = child === undefined ? undefined : decode(child, field, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(members);
}

function decode(node: Node, shape: QueryShape, name: string): unknown {
  switch (shape.kind) {
    case "text":
      return node.value;
    case "integer":
      if (node.value === undefined || !/^-?\d{1,15}$/.test(node.value)) throw malformed(name, node.value);
      return Number(node.value);
    case "double": {
      const number = Number(node.value || Number.NaN);
      if (!Number.isFinite(number)) throw malformed(name, node.value);
      return number;
    }
    case "timestamp": {
      const seconds = Date.parse(node.value ?? "") / 1000;
      if (Number.isNaN(seconds)) throw malformed(name, node.value);
      return seconds;
    }
    case "boolean":
      if (node.value !== "true" && node.value !== "false") throw malformed(name, node.value);
      return node.value === "true";
    case "structure":
      return decodeFields(node, shape.fields);
    case "list":
      return numbered(node, shape.element).map((item) => decode(item, shape.of, name));
    case "map":
      return Object.fromEntries(
        numbered(node, shape.element).flatMap((item) => {
          const [key, value] = [item.children.get(shape.key)?.value, item.children.get(shape.value)];
          if (key === undefined || value === undefined) return [];
          return [[key, decode(value, shape.of, name)]];
        }),
      );
  }
}

function numbered(node: Node, element: string | undefined): Node[] {
  const container = element === undefined ? node : node.children.get(element);
  return [...(container?.children ?? [])]
    .filter(([number]) => /^\d+$/.test(number))
    .sort(([one], [other]) => Number(one) - Number(other))
    .map(([, item]) => item);
}

function malformed(name: string, value: string | undefined): AwsError {
  return new AwsError(
    "MalformedInput",
    `The value ${JSON.stringify(value ?? "")} of ${name} cannot be parsed`,
  );
}

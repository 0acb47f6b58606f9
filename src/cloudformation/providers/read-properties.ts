import { waits } from "../evaluation/functions.js";
import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { TemplateError, type TemplatePath, unsupported } from "../template-error.js";
import type { PropertyShape, Shape } from "./shape.js";

/**
 * Properties as their type has them: numbers as numbers, booleans as booleans. What still waits for another resource is
 * left as it is.
 * @param path for messages
 * @throws TemplateError for what is not in the shape, is missing or cannot be read so
 */
export function readProperties(
  properties: JsonObject,
  shapes: Readonly<Record<string, PropertyShape>>,
  type: string,
  path: TemplatePath,
): JsonObject {
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.required === true && properties[name] === undefined) {
      throw new TemplateError(`Property validation failure: [The property {/${name}} is required]`, path);
    }
  }
  const entries = Object.entries(properties).map(([name, value]) => {
    const shape = Object.hasOwn(shapes, name) ? shapes[name] : undefined;
    if (shape === undefined) throw unsupported(`Property ${name} of ${type}`, [...path, name]);
    return [name, read(value, shape, [...path, name])] as const;
  });
  return Object.fromEntries(entries);
}

function read(value: Json, shape: Shape, path: TemplatePath): Json {
  if (isObject(value) && Object.keys(value).length === 1 && waits(value)) {
    const [name = ""] = Object.keys(value);
    if (name === "Ref" || name.startsWith("Fn::")) return value;
  }
  switch (shape.kind) {
    case "json":
      return value;
    case "text":
      if (isObject(value) || isList(value) || value === null) throw wrong("String", path);
      return String(value);
    case "integer":
    case "number": {
      const read = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      const fits = shape.kind === "integer" ? Number.isInteger(read) : Number.isFinite(read);
      if (typeof read !== "number" || !fits)
        throw wrong(shape.kind === "integer" ? "Integer" : "Number", path);
      return read;
    }
    case "boolean":
      if (value === true || value === "true") return true;
      if (value === false || value === "false") return false;
      throw wrong("Boolean", path);
    case "list":
      // CloudFormation takes one value for a list of one.
      return (isList(value) ? value : [value]).map((item, index) => read(item, shape.of, [...path, index]));
    case "map":
      if (!isObject(value)) throw wrong("Map", path);
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => [key, read(member, shape.of, [...path, key])]),
      );
    case "structure": {
      if (!isObject(value)) throw wrong("JSONObject", path);
      for (const name of shape.needs) {
        if (value[name] === undefined) {
          throw new TemplateError(`Property ${name} cannot be empty.`, [...path, name]);
        }
      }
      return Object.fromEntries(
        Object.entries(value).map(([key, member]) => {
          const field = Object.hasOwn(shape.fields, key) ? shape.fields[key] : undefined;
          if (field === undefined) throw unsupported(`Property ${key}`, [...path, key]);
          return [key, read(member, field, [...path, key])];
        }),
      );
    }
  }
}

function wrong(expected: string, path: TemplatePath): TemplateError {
  const property = [...path].reverse().find((key) => typeof key === "string") ?? "";
  return new TemplateError(`Value of property ${property} must be of type ${expected}`, path);
}

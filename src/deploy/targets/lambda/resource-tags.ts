import { isList, isObject, type JsonObject } from "../../../cloudformation/json.js";
import { providerOf } from "../../../cloudformation/providers/providers.js";
import type { Template } from "../../../cloudformation/template/template.js";

/** Every resource that can have tags, with these in addition to its own. */
export function withTags(template: Template, tags: Readonly<Record<string, string>>): Template {
  const entries = Object.entries(template.Resources).map(([id, resource]) => {
    const shape = providerOf(resource.Type, ["Resources", id]).properties.Tags;
    if (shape === undefined) return [id, resource] as const;
    const properties = resource.Properties ?? {};
    const Tags = shape.kind === "list" ? listed(properties, tags) : mapped(properties, tags);
    return [id, { ...resource, Properties: { ...properties, Tags } }] as const;
  });
  return { ...template, Resources: Object.fromEntries(entries) };
}

function listed({ Tags: own = [] }: JsonObject, tags: Readonly<Record<string, string>>): JsonObject[] {
  const given = isList(own) ? own.filter(isObject) : [];
  return [...given, ...Object.entries(tags).map(([Key, Value]) => ({ Key, Value }))];
}

function mapped({ Tags: own = {} }: JsonObject, tags: Readonly<Record<string, string>>): JsonObject {
  return { ...(isObject(own) ? own : {}), ...tags };
}

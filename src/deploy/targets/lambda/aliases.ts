import { createHash } from "node:crypto";
import { canonicalJson, isList, isObject, type Json, type JsonObject } from "../../../cloudformation/json.js";
import type { Template, TemplateResource } from "../../../cloudformation/template/template.js";

/** What the alias is called that a function without one gets. */
export const aliasName = "live";

/** What leads to a function: with an alias, these lead to it. Roles, alarms and versions are about the function itself. */
const triggers: ReadonlySet<string> = new Set([
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGatewayV2::Api",
  "AWS::ApiGatewayV2::Integration",
  "AWS::Events::Rule",
  "AWS::Lambda::EventInvokeConfig",
  "AWS::Lambda::EventSourceMapping",
  "AWS::Lambda::Permission",
  "AWS::S3::Bucket",
  "AWS::SNS::Subscription",
]);

/**
 * Puts every function that has no alias of its template's own behind one, which what triggers it then leads to: so that a new
 * version can be tried before anybody gets it, and taken back.
 */
export function withAliases(template: Template): Template {
  const resources = Object.entries(template.Resources);
  const aliased = new Set(
    resources.flatMap(([, { Type, Properties: properties }]) => {
      if (Type !== "AWS::Lambda::Alias") return [];
      const { FunctionName: target } = properties ?? {};
      return isObject(target) && typeof target.Ref === "string" ? [target.Ref] : [];
    }),
  );
  const added = new Map<string, string>();
  const more: [string, TemplateResource][] = [];
  for (const [id, resource] of resources) {
    if (resource.Type !== "AWS::Lambda::Function" || aliased.has(id)) continue;
    const digest = createHash("sha256")
      .update(canonicalJson(resource.Properties ?? {}))
      .digest("hex");
    const version = `${id}LiveVersion${digest.slice(0, 10)}`;
    const alias = `${id}LiveAlias`;
    const condition = resource.Condition === undefined ? {} : { Condition: resource.Condition };
    const FunctionName = { Ref: id };
    more.push([
      version,
      { Type: "AWS::Lambda::Version", DeletionPolicy: "Retain", ...condition, Properties: { FunctionName } },
    ]);
    const FunctionVersion = { "Fn::GetAtt": [version, "Version"] };
    const Properties = { Name: aliasName, FunctionName, FunctionVersion };
    more.push([alias, { Type: "AWS::Lambda::Alias", ...condition, Properties }]);
    added.set(id, alias);
  }
  const linked = resources.map(([id, resource]): [string, TemplateResource] => {
    if (!triggers.has(resource.Type) || resource.Properties === undefined) return [id, resource];
    if (resource.Type === "AWS::Lambda::EventInvokeConfig") return [id, withQualifier(resource, added)];
    return [id, { ...resource, Properties: link(resource.Properties, added) as JsonObject }];
  });
  return { ...template, Resources: Object.fromEntries([...linked, ...more]) };
}

/** Its function is named apart from what it is about. */
function withQualifier(resource: TemplateResource, added: ReadonlyMap<string, string>): TemplateResource {
  const { FunctionName: target } = resource.Properties ?? {};
  const alias = isObject(target) && typeof target.Ref === "string" ? added.get(target.Ref) : undefined;
  if (alias === undefined) return resource;
  return { ...resource, DependsOn: [alias], Properties: { ...resource.Properties, Qualifier: aliasName } };
}

/** `Ref` of an alias is its ARN. */
function link(value: Json, added: ReadonlyMap<string, string>): Json {
  if (isList(value)) return value.map((item) => link(item, added));
  if (!isObject(value)) return value;
  const { Ref: ref, "Fn::GetAtt": attribute, "Fn::Sub": text } = value;
  const named =
    typeof ref === "string" ? ref : isList(attribute) && attribute[1] === "Arn" ? attribute[0] : undefined;
  const alias = typeof named === "string" ? added.get(named) : undefined;
  if (alias !== undefined) return { Ref: alias };
  if (typeof text === "string") {
    const said = text.replace(/\$\{(\w+)\.Arn\}/g, (all, id: string) =>
      added.has(id) ? `\${${added.get(id)}}` : all,
    );
    return { "Fn::Sub": said };
  }
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, link(member, added)]));
}

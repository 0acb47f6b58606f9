import type { Json, JsonObject } from "../json.js";
import type { TemplatePath } from "../template-error.js";
import type { RoleNeeds } from "./function-role.js";
import { addResource, type SamContext, type SamResource, samError } from "./sam-context.js";
import type { FunctionTarget } from "./sam-function.js";

/** An event of a function that is being written out. */
export interface FunctionEvent {
  /** `<Function><Event>`: where the generated resources' logical ids begin. */
  readonly id: string;
  readonly type: string;
  readonly properties: JsonObject;
  readonly path: TemplatePath;
  readonly target: FunctionTarget;
  readonly needs: RoleNeeds;
  readonly context: SamContext;
  readonly resource: SamResource;
}

/** `<Function><Event>Permission<suffix>`: a service may run the function. */
export function addPermission(
  { id, target, context, resource }: FunctionEvent,
  { suffix = "", ...more }: { Principal: string; suffix?: string; SourceArn?: Json; SourceAccount?: Json },
): string {
  const name = `${id}Permission${suffix}`;
  const Properties: JsonObject = { Action: "lambda:InvokeFunction", FunctionName: target.name, ...more };
  addResource(context, name, { Type: "AWS::Lambda::Permission", Properties }, resource.source);
  return name;
}

/** @throws TemplateError naming the property */
export function requiredProperty({ properties, resource, id, path }: FunctionEvent, name: string): Json {
  const value = properties[name];
  if (value !== undefined) return value;
  throw samError(resource.id, `Event with id [${id}] is invalid. Missing required property '${name}'.`, path);
}

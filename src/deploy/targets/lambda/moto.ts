import type { DesiredResource, DesiredStack } from "../../../cloudformation/evaluation/desired-stack.js";
import { isList, isObject, type Json, type JsonObject } from "../../../cloudformation/json.js";
import { httpExchange } from "../../../platform/http-exchange.js";
import { withRoutes } from "./http-api-routes.js";
import { aliasesOf } from "./phases.js";
import type { AwsPlace } from "./place.js";

/** How long moto may take to say that it is moto. */
const answerWithinMs = 5000;

/** Whether it is moto that answers there: only moto has an API of its own at `/moto-api`. */
export async function isMoto({ endpoint }: Pick<AwsPlace, "endpoint">): Promise<boolean> {
  if (endpoint === undefined || !endpoint.startsWith("http:")) return false;
  try {
    const signal = AbortSignal.timeout(answerWithinMs);
    const { ok, text } = await httpExchange(`${endpoint}/moto-api/config`, { signal });
    return ok && text.trimStart().startsWith("{");
  } catch {
    return false;
  }
}

/**
 * The stack as moto 5.2 can run it. It cannot import an API. It cannot run a published version either: calls by number or alias run
 * the newest code, and what a mapping, rule or notification leads to one of them fails, with the write that caused it. Provisioned
 * concurrency, which it has not, and what it must not read are left out.
 */
export function forMoto(stack: DesiredStack): DesiredStack {
  const functionOf = new Map(aliasesOf(stack).map(({ aliasId, functionId }) => [aliasId, functionId]));
  const unread = new Set(unreadStreams(stack).map(({ logicalId }) => logicalId));
  const resources = stack.resources.flatMap((resource): DesiredResource[] => {
    if (unread.has(resource.logicalId)) return [];
    const { ProvisionedConcurrencyConfig: provisioned, ...properties } = resource.properties;
    if (isAlias(resource) && provisioned !== undefined) return [{ ...resource, properties }];
    if (!triggers.has(resource.type)) return [resource];
    return [{ ...resource, properties: unqualified(resource.properties, functionOf) as JsonObject }];
  });
  return withRoutes({ ...stack, resources });
}

/**
 * The mappings of streams in a stack that events come back to. moto runs a stream's function within the write, and for every write
 * that follows from it meanwhile once more with all that was written before: what comes back multiplies and does not end.
 */
export function unreadStreams(stack: DesiredStack): readonly DesiredResource[] {
  const hears = stack.resources.some((one) => readsFrom(one, stack) === "sqs" || isRulePermission(one));
  return hears ? stack.resources.filter((one) => readsFrom(one, stack) === "dynamodb") : [];
}

/** Of an event source mapping: the service it reads from. */
export function readsFrom(
  { type, properties }: DesiredResource,
  { resources }: DesiredStack,
): "sqs" | "dynamodb" | undefined {
  if (type !== "AWS::Lambda::EventSourceMapping") return undefined;
  const { EventSourceArn: arn } = properties;
  const attribute = isObject(arn) ? arn["Fn::GetAtt"] : undefined;
  const owner = isList(attribute) ? resources.find(({ logicalId }) => logicalId === attribute[0]) : undefined;
  const text = typeof arn === "string" ? arn.split(":")[2] : owner?.type.split("::")[1];
  const service = text?.toLowerCase();
  return service === "sqs" || service === "dynamodb" ? service : undefined;
}

export function isAlias({ type }: DesiredResource): boolean {
  return type === "AWS::Lambda::Alias";
}

/** What lets a rule invoke a function. */
export function isRulePermission({ type, properties }: DesiredResource): boolean {
  return type === "AWS::Lambda::Permission" && String(properties.Principal).startsWith("events.");
}

/** What leads something else than a call to a function. */
const triggers: ReadonlySet<string> = new Set([
  "AWS::Events::Rule",
  "AWS::Lambda::EventSourceMapping",
  "AWS::S3::Bucket",
  "AWS::SNS::Subscription",
]);

/** An alias's `Ref` is its ARN; in its place comes that of its function. */
function unqualified(value: Json, functionOf: ReadonlyMap<string, string>): Json {
  if (isList(value)) return value.map((one) => unqualified(one, functionOf));
  if (!isObject(value)) return value;
  const functionId = typeof value.Ref === "string" ? functionOf.get(value.Ref) : undefined;
  if (functionId !== undefined) return { "Fn::GetAtt": [functionId, "Arn"] };
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, unqualified(one, functionOf)]));
}

import { isObject, type JsonObject } from "../json.js";
import { unsupported } from "../template-error.js";
import { addApiEvent, addHttpApiEvent } from "./api-events.js";
import type { FunctionEvent } from "./function-event.js";
import type { RoleNeeds } from "./function-role.js";
import { addRuleEvent, addScheduleEvent } from "./rule-events.js";
import { type SamContext, type SamResource, samError } from "./sam-context.js";
import type { FunctionTarget } from "./sam-function.js";
import { addQueueEvent, addStreamEvent } from "./source-events.js";
import { addBucketEvent, addTopicEvent } from "./storage-events.js";

const kinds: Readonly<Record<string, (event: FunctionEvent) => void>> = {
  Api: addApiEvent,
  HttpApi: addHttpApiEvent,
  SQS: addQueueEvent,
  DynamoDB: addStreamEvent,
  Kinesis: addStreamEvent,
  SNS: addTopicEvent,
  S3: addBucketEvent,
  EventBridgeRule: addRuleEvent,
  CloudWatchEvent: addRuleEvent,
  Schedule: addScheduleEvent,
};

/** Writes out what brings events to a function. @throws TemplateError */
export function addFunctionEvents(
  context: SamContext,
  resource: SamResource,
  { target, needs, events }: { target: FunctionTarget; needs: RoleNeeds; events: JsonObject },
): void {
  for (const [name, event] of Object.entries(events)) {
    const path = [...resource.path, "Events", name];
    if (!isObject(event) || typeof event.Type !== "string") {
      throw samError(resource.id, `Event with id [${name}] is invalid. Event must have a Type.`, path);
    }
    const add = Object.hasOwn(kinds, event.Type) ? kinds[event.Type] : undefined;
    if (add === undefined) throw unsupported(`The event type ${event.Type}`, [...path, "Type"]);
    const properties = isObject(event.Properties) ? event.Properties : {};
    add({
      ...{ id: `${resource.id}${name}`, type: event.Type, properties, path: [...path, "Properties"] },
      ...{ target, needs, context, resource },
    });
  }
}

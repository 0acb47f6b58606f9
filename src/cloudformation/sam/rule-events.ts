import { isObject, type Json, type JsonObject } from "../json.js";
import { unsupported } from "../template-error.js";
import { addPermission, type FunctionEvent, requiredProperty } from "./function-event.js";
import { addResource, checkKeys, getAtt, picked } from "./sam-context.js";

const ofTargets = ["DeadLetterConfig", "Input", "InputPath", "InputTransformer", "RetryPolicy"];

/** `<Function><Event>`: a rule of EventBridge for events that match a pattern. */
export function addRuleEvent(event: FunctionEvent): void {
  const known = [...ofTargets, "Enabled", "EventBusName", "Pattern", "RuleName", "State", "Target"];
  checkKeys(event.properties, known, `an ${event.type} event`, event.path);
  addRule(event, {
    EventPattern: requiredProperty(event, "Pattern"),
    ...picked(event.properties, ["EventBusName"]),
    ...named(event.properties.RuleName),
  });
}

/** `<Function><Event>`: a rule of EventBridge that runs by the clock. */
export function addScheduleEvent(event: FunctionEvent): void {
  const known = [
    "DeadLetterConfig",
    "Description",
    "Enabled",
    "Input",
    "Name",
    "RetryPolicy",
    "Schedule",
    "State",
  ];
  checkKeys(event.properties, known, "a Schedule event", event.path);
  addRule(event, {
    ScheduleExpression: requiredProperty(event, "Schedule"),
    ...picked(event.properties, ["Description"]),
    ...named(event.properties.Name),
  });
}

function named(name: Json | undefined): JsonObject {
  return name === undefined ? {} : { Name: name };
}

function addRule(event: FunctionEvent, rule: JsonObject): void {
  const { id, properties, target, context, resource, path } = event;
  const { DeadLetterConfig: letters, Target: given, State: state, Enabled: enabled } = properties;
  if (isObject(letters) && letters.Arn === undefined) {
    throw unsupported("A dead-letter queue that SAM is to make (no Arn)", [...path, "DeadLetterConfig"]);
  }
  const Id = isObject(given) && given.Id !== undefined ? given.Id : `${id}LambdaTarget`;
  const State = state ?? (enabled === undefined ? undefined : enabled === true ? "ENABLED" : "DISABLED");
  addResource(
    context,
    id,
    {
      Type: "AWS::Events::Rule",
      Properties: {
        ...rule,
        ...(State !== undefined && { State }),
        Targets: [{ Id, Arn: target.arn, ...picked(properties, ofTargets) }],
      },
    },
    resource.source,
  );
  addPermission(event, { Principal: "events.amazonaws.com", SourceArn: getAtt(id, "Arn") });
}

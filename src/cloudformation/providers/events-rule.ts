import type { EventBridge, Target } from "@aws-sdk/client-eventbridge";
import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { Made, ResourceProvider } from "./provider.js";
import { fixed, integer, json, listOf, structure, text, textMap } from "./shape.js";
import { documentText } from "./tags.js";

const target = structure(
  {
    ...{ Arn: text, Id: text, Input: text, InputPath: text, RoleArn: text },
    DeadLetterConfig: structure({ Arn: text }),
    InputTransformer: structure({ InputPathsMap: textMap, InputTemplate: text }, "InputTemplate"),
    RetryPolicy: structure({ MaximumEventAgeInSeconds: integer, MaximumRetryAttempts: integer }),
    SqsParameters: structure({ MessageGroupId: text }, "MessageGroupId"),
  },
  ...["Arn", "Id"],
);

export const rule: ResourceProvider = {
  type: "AWS::Events::Rule",
  properties: {
    ...{ Name: fixed(text), EventBusName: fixed(text), Description: text, EventPattern: json, RoleArn: text },
    ...{ ScheduleExpression: text, State: text, Targets: listOf(target) },
  },
  attributes: ["Arn"],
  nameProperty: "Name",
  async create(properties, { clients, generatedName, begun }) {
    const events = await clients.eventBridge();
    const Name = String(properties.Name ?? generatedName(64));
    const made = madeOf(Name, properties, await putRule(events, Name, properties));
    begun(made);
    await putTargets(events, Name, properties);
    return made;
  },
  async update(existing, properties, { clients }) {
    const events = await clients.eventBridge();
    const Name = nameOf(existing);
    await putRule(events, Name, properties);
    const kept = new Set(targetsOf(properties).map(({ Id }) => Id));
    const dropped = targetsOf(existing.properties).flatMap(({ Id }) =>
      Id === undefined || kept.has(Id) ? [] : [Id],
    );
    await removeTargets(events, Name, properties, dropped);
    await putTargets(events, Name, properties);
    return existing;
  },
  async delete(existing, { clients }) {
    const events = await clients.eventBridge();
    const [Name, { properties }] = [nameOf(existing), existing];
    const ids = targetsOf(properties).flatMap(({ Id }) => (Id === undefined ? [] : [Id]));
    await deleted(removeTargets(events, Name, properties, ids));
    await deleted(events.deleteRule({ Name, ...busOf(properties) }));
  },
};

/** One of another bus than the default is `<bus>|<rule>`. */
function madeOf(name: string, { EventBusName: bus }: JsonObject, arn: string): Made {
  return {
    physicalId: bus === undefined || bus === "default" ? name : `${String(bus)}|${name}`,
    attributes: { Arn: arn },
  };
}

function nameOf({ physicalId }: Made): string {
  return physicalId.slice(physicalId.lastIndexOf("|") + 1);
}

function busOf({ EventBusName: bus }: JsonObject): { EventBusName?: string } {
  return bus === undefined ? {} : { EventBusName: String(bus) };
}

function targetsOf({ Targets: list = [] }: JsonObject): Target[] {
  return list as unknown as Target[];
}

async function putRule(events: EventBridge, Name: string, properties: JsonObject): Promise<string> {
  const { EventPattern: pattern, State } = properties;
  const { Description, ScheduleExpression, RoleArn } = properties as Record<string, string>;
  const { RuleArn = "" } = await events.putRule({
    ...{ Name, ...busOf(properties), State: State === "DISABLED" ? "DISABLED" : "ENABLED" },
    ...(pattern !== undefined && { EventPattern: documentText(pattern) }),
    ...{ ...(Description !== undefined && { Description }), ...(RoleArn !== undefined && { RoleArn }) },
    ...(ScheduleExpression !== undefined && { ScheduleExpression }),
  });
  return RuleArn;
}

async function putTargets(events: EventBridge, Rule: string, properties: JsonObject): Promise<void> {
  const Targets = targetsOf(properties);
  if (Targets.length === 0) return;
  const { FailedEntries: failed = [] } = await events.putTargets({ Rule, ...busOf(properties), Targets });
  const [first] = failed;
  if (first !== undefined)
    throw new Error(`${first.ErrorCode}: ${first.ErrorMessage} (target ${first.TargetId})`);
}

async function removeTargets(
  events: EventBridge,
  Rule: string,
  properties: JsonObject,
  Ids: string[],
): Promise<void> {
  if (Ids.length > 0) await events.removeTargets({ Rule, ...busOf(properties), Ids });
}

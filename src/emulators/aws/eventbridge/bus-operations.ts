import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalRecord, optionalText } from "../front/read-input.js";
import type { EventBus } from "./event-bus.js";
import { busArn, defaultBus, type EventBuses } from "./event-buses.js";
import { alreadyExists, constraint, validation } from "./eventbridge-error.js";
import { busName, findBus, pageOf, readTags, requiredName } from "./read-parameters.js";
import { checkRefused } from "./refused.js";

const busNamePattern = /^[/.\-_A-Za-z0-9]+$/;

/** What is done with event buses themselves. */
export function busOperations(buses: EventBuses, now: () => number): Operations {
  return {
    CreateEventBus(input, call) {
      const name = requiredName(input, "Name", busNamePattern, 256);
      checkRefused(input, ["EventSourceName", "LogConfig"]);
      if (name.includes("/")) throw validation(`Parameter Name is not valid. Reason: it contains '/'.`);
      if (buses.bus(call, name) !== undefined) throw alreadyExists(`Event bus ${name}`);
      const { account, region } = call;
      const at = now();
      const bus: EventBus = {
        ...{ arn: busArn(call, name), account, region, name, ...readSettings(input) },
        ...{ tags: readTags(input), createdAt: at, modifiedAt: at },
      };
      buses.setBus(bus);
      return { EventBusArn: bus.arn, ...settingsOf(bus) };
    },

    DescribeEventBus(input, call) {
      const bus = findBus(buses, call, busName(input, "Name"));
      return { ...summaryOf(bus), ...settingsOf(bus) };
    },

    ListEventBuses(input, call) {
      const prefix = optionalText(input, "NamePrefix") ?? "";
      const mine = buses.buses(call).filter(({ name }) => name.startsWith(prefix));
      const { page, next } = pageOf(mine, input, ({ name }) => name);
      return { EventBuses: page.map(summaryOf), ...next };
    },

    /** A bus that is not there is no error. */
    DeleteEventBus(input, call) {
      const name = optionalText(input, "Name");
      if (name === undefined) throw constraint(undefined, "name", "not be null");
      if (name === defaultBus) throw validation(`Cannot delete event bus ${defaultBus}.`);
      const bus = buses.bus(call, name);
      if (bus === undefined) return {};
      if (buses.rules(call, name).length > 0) {
        throw validation(`Event bus ${name} can't be deleted since it has rules.`);
      }
      buses.deleteBus(bus.arn);
      return {};
    },
  };
}

function readSettings(input: AwsInput): Pick<EventBus, "description" | "kmsKeyIdentifier" | "deadLetterArn"> {
  const description = optionalText(input, "Description");
  const kmsKeyIdentifier = optionalText(input, "KmsKeyIdentifier");
  const deadLetterArn = optionalText(optionalRecord(input, "DeadLetterConfig") ?? {}, "Arn");
  return {
    ...(description !== undefined && { description }),
    ...(kmsKeyIdentifier !== undefined && { kmsKeyIdentifier }),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
  };
}

function settingsOf({ description, kmsKeyIdentifier, deadLetterArn }: EventBus): AwsOutput {
  return {
    ...{ Description: description, KmsKeyIdentifier: kmsKeyIdentifier },
    ...(deadLetterArn !== undefined && { DeadLetterConfig: { Arn: deadLetterArn } }),
  };
}

function summaryOf({ name, arn, description, createdAt, modifiedAt }: EventBus): AwsOutput {
  const times = { CreationTime: createdAt / 1000, LastModifiedTime: modifiedAt / 1000 };
  return { Name: name, Arn: arn, Description: description, ...(createdAt > 0 && times) };
}

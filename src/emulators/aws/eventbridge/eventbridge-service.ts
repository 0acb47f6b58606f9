import { randomUUID } from "node:crypto";
import type { AwsService } from "../front/aws-service.js";
import { busOperations } from "./bus-operations.js";
import { createDeliver } from "./deliver.js";
import { EventBuses } from "./event-buses.js";
import { eventOperations, type PublishEvent, toSeconds } from "./put-events.js";
import { ruleOperations } from "./rule-operations.js";
import { Schedules } from "./schedules.js";
import { tagOperations } from "./tag-operations.js";
import { targetOperations } from "./target-operations.js";
import { type Targets, targetKinds } from "./targets.js";

export interface EventBridgeOptions extends Omit<Targets, "toBus"> {
  /** The clock. Default: the machine's. */
  readonly now?: () => number;
}

/** EventBridge, and how other services publish their own events. */
export interface EventBridge {
  readonly service: AwsService;
  /** Gives an event, such as one of S3, to the rules of a bus: at once, in this process. */
  readonly publish: PublishEvent;
}

/** How many buses an event goes through: from the one that it was put on to one more. */
const maxHops = 1;

/** Amazon EventBridge (API version 2015-10-07): event buses and rules by account and region. */
export function createEventBridge({ now = Date.now, ...targets }: EventBridgeOptions): EventBridge {
  const buses = new EventBuses();
  const kinds = targetKinds({
    ...targets,
    toBus({ target, event, hops }) {
      const [, , , region = "", account = "", bus = ""] = target.Arn.replace("event-bus/", "").split(":");
      if (hops >= maxHops) return undefined;
      if (buses.bus({ account, region }, bus) === undefined) {
        return { code: "NO_RESOURCE", message: `Event bus ${bus} does not exist.` };
      }
      publish({ account, region }, bus, event, hops + 1);
      return undefined;
    },
  });
  const deliver = createDeliver(kinds, targets.queues, now);
  const publish: PublishEvent = (place, bus, event, hops = 0) => {
    // Looked up first: what a target does may change rules.
    const wanting = buses.rules(place, bus).filter((rule) => buses.wants(rule, { ...event }));
    for (const rule of wanting) deliver(rule, event, hops);
  };
  const schedules = new Schedules({
    now,
    rules: () => buses.scheduled(),
    fire: (rule, at) => {
      const { account, region } = rule;
      const scheduled = {
        ...{
          version: "0" as const,
          id: randomUUID(),
          "detail-type": "Scheduled Event",
          source: "aws.events",
        },
        ...{ account, time: toSeconds(at), region, resources: [rule.arn], detail: {} },
      };
      deliver(rule, scheduled, 0);
    },
  });
  const service: AwsService = {
    name: "events",
    operations: {
      ...busOperations(buses, now),
      ...ruleOperations({ buses, now, reschedule: () => schedules.plan() }),
      ...targetOperations(buses, kinds),
      ...eventOperations(publish, now),
      ...tagOperations(buses),
    },
    json: {
      ...{ version: "1.1", targetPrefix: "AWSEvents", errorNamespace: "com.amazonaws.eventbridge" },
    },
    durable: buses.state,
    start: () => schedules.plan(),
    close: () => schedules.stop(),
  };
  return { service, publish };
}

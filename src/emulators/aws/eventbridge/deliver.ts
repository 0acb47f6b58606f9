import { deliverMessage } from "../sqs/deliver-message.js";
import type { MessageAttributes } from "../sqs/message-attributes.js";
import { newMessage } from "../sqs/new-message.js";
import type { Queues } from "../sqs/queues.js";
import type { EventEnvelope, Rule, Target } from "./event-bus.js";
import { transformInput } from "./input-transformer.js";
import { parseJsonPath } from "./json-path.js";

/** Why a target did not take an event. */
export interface Failure {
  readonly code: string;
  readonly message: string;
}

/** What is handed to a target. */
export interface Delivery {
  readonly rule: Rule;
  readonly target: Target;
  readonly event: EventEnvelope;
  /** JSON: the event, or what the target's input made of it. */
  readonly payload: string;
  /** How many buses the event came through before this one. */
  readonly hops: number;
}

/** Hands an event to targets of one kind, at once and in this process. */
export type SendToTarget = (delivery: Delivery) => Failure | undefined;

export interface TargetKinds {
  /** undefined for a target that is not emulated. */
  of(arn: string): SendToTarget | undefined;
}

/** Gives an event to all targets of a rule. */
export type DeliverEvent = (rule: Rule, event: EventEnvelope, hops: number) => void;

/** What a target does not take goes to its dead-letter queue at once, as AWS does when the target is gone. */
export function createDeliver(kinds: TargetKinds, queues: Queues, now: () => number): DeliverEvent {
  return (rule, event, hops) => {
    for (const target of rule.targets) {
      const payload = payloadFor(target, event, rule, new Date(now()).toISOString());
      const failure = kinds.of(target.Arn)?.({ rule, target, event, payload, hops });
      if (failure !== undefined) giveUp(queues, rule, target, event, failure);
    }
  };
}

function payloadFor(target: Target, event: EventEnvelope, rule: Rule, ingestedAt: string): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(parseJsonPath(target.InputPath)?.(event) ?? null);
  if (target.InputTransformer !== undefined) {
    return transformInput(target.InputTransformer, event, rule, ingestedAt);
  }
  return JSON.stringify(event);
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (the attributes of the message) */
function giveUp(queues: Queues, rule: Rule, target: Target, event: EventEnvelope, failure: Failure): void {
  const text = (StringValue: string) => ({ DataType: "String", StringValue });
  const attributes: MessageAttributes = {
    ...{ RULE_ARN: text(rule.arn), TARGET_ARN: text(target.Arn) },
    ...{ ERROR_CODE: text(failure.code), ERROR_MESSAGE: text(failure.message) },
    RETRY_ATTEMPTS: { DataType: "Number", StringValue: "0" },
  };
  const message = newMessage(JSON.stringify(event), attributes, rule.account);
  deliverMessage(queues, target.DeadLetterConfig?.Arn ?? "", message);
}

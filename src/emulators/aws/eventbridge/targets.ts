import type { FunctionInvoker } from "../lambda/function-invoker.js";
import type { LogWriter } from "../logs/log-writer.js";
import type { TopicPublisher } from "../sns/topic-publisher.js";
import { deliverMessage } from "../sqs/deliver-message.js";
import { newMessage } from "../sqs/new-message.js";
import type { Queues } from "../sqs/queues.js";
import type { Failure, SendToTarget, TargetKinds } from "./deliver.js";

/** What rules can hand events to. */
export interface Targets {
  readonly queues: Queues;
  readonly topics?: TopicPublisher;
  readonly functions?: Pick<FunctionInvoker, "enqueue">;
  readonly logs?: LogWriter;
  /** To another event bus. */
  readonly toBus: SendToTarget;
}

const noResource: Failure = { code: "NO_RESOURCE", message: "The target resource does not exist." };

/** By the service in the target's ARN. */
export function targetKinds({ queues, topics, functions, logs, toBus }: Targets): TargetKinds {
  const kinds: Readonly<Record<string, SendToTarget | undefined>> = {
    sqs: ({ rule, target, payload }) => {
      if (queues.find(target.Arn) === undefined) return noResource;
      const groupId = target.SqsParameters?.MessageGroupId;
      const message = newMessage(payload, {}, rule.account);
      const grouped = groupId === undefined ? message : { ...message, groupId };
      // A FIFO queue takes it only by its content: EventBridge has no deduplication id to give.
      const refusal = deliverMessage(queues, target.Arn, grouped);
      return refusal && { code: "INVALID_PARAMETER", message: refusal.message };
    },
    lambda:
      functions &&
      (({ target, payload }) =>
        functions.enqueue(target.Arn, Buffer.from(payload)) ? undefined : noResource),
    sns: topics && (({ target, payload }) => (topics.publish(target.Arn, payload) ? undefined : noResource)),
    logs:
      logs &&
      (({ rule, target, event, payload }) => {
        const group = /:log-group:([^:]+)/.exec(target.Arn)?.[1] ?? "";
        const { account, region } = rule;
        const line = { timestamp: Date.parse(event.time), message: payload };
        const where = { account, region, group, stream: event.id };
        return logs.hasGroup(where) ? void logs.append(where, [line]) : noResource;
      }),
    events: toBus,
  };
  return {
    of(arn) {
      const [, , service = "", , , ...resource] = arn.split(":");
      if (service === "events" && !resource.join(":").startsWith("event-bus/")) return undefined;
      return Object.hasOwn(kinds, service) ? kinds[service] : undefined;
    },
  };
}

import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText } from "../front/read-input.js";
import type { MoveTask, MoveTasks } from "./move-tasks.js";
import type { Queue } from "./queue.js";
import type { Queues } from "./queues.js";
import { invalidParameter, invalidValue, missingParameter, resourceNotFound } from "./sqs-error.js";

/** Moves messages out of dead-letter queues. */
export function moveOperations(queues: Queues, tasks: MoveTasks): Operations {
  const find = (input: AwsInput, parameter: string): Queue => {
    const arn = optionalText(input, parameter);
    if (arn === undefined || arn === "") throw missingParameter(parameter);
    return existing(queues, arn, parameter);
  };
  return {
    StartMessageMoveTask(input) {
      const source = find(input, "SourceArn");
      const { account, region } = source.settings;
      const isDeadLetterQueue = queues
        .list(account, region)
        .some(({ redrive }) => redrive?.deadLetterTargetArn === source.arn);
      if (!isDeadLetterQueue) {
        throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
      }
      const destinationArn = optionalText(input, "DestinationArn");
      if (destinationArn !== undefined) {
        const destination = existing(queues, destinationArn, "DestinationArn");
        if ((destination.ledger === undefined) !== (source.ledger === undefined)) {
          throw invalidParameter("The destination queue must be of the same type as the source queue.");
        }
      }
      const perSecond = optionalInteger(input, "MaxNumberOfMessagesPerSecond");
      if (perSecond !== undefined && (perSecond < 1 || perSecond > 500)) {
        throw invalidValue(
          perSecond,
          "MaxNumberOfMessagesPerSecond",
          "Must be between 1 and 500, if provided.",
        );
      }
      const task = tasks.start(source, {
        sourceArn: source.arn,
        ...(destinationArn !== undefined && { destinationArn }),
        ...(perSecond !== undefined && { perSecond }),
      });
      return { TaskHandle: handleOf(task) };
    },

    ListMessageMoveTasks(input) {
      const source = find(input, "SourceArn");
      const max = optionalInteger(input, "MaxResults") ?? 1;
      if (max < 1 || max > 10)
        throw invalidValue(max, "MaxResults", "Must be between 1 and 10, if provided.");
      return { Results: tasks.of(source.arn).slice(0, max).map(shown) };
    },

    CancelMessageMoveTask(input) {
      const { taskId, sourceArn } = readHandle(optionalText(input, "TaskHandle") ?? "");
      existing(queues, sourceArn, "SourceArn");
      return { ApproximateNumberOfMessagesMoved: tasks.cancel(sourceArn, taskId).moved };
    },
  };
}

function existing(queues: Queues, arn: string, parameter: string): Queue {
  const queue = queues.find(arn);
  if (queue !== undefined) return queue;
  throw resourceNotFound(`The resource that you specified for the ${parameter} parameter doesn't exist.`);
}

function handleOf({ id, sourceArn }: MoveTask): string {
  return Buffer.from(JSON.stringify({ taskId: id, sourceArn })).toString("base64");
}

function readHandle(handle: string): { readonly taskId: string; readonly sourceArn: string } {
  try {
    const { taskId, sourceArn } = JSON.parse(Buffer.from(handle, "base64").toString("utf8"));
    if (typeof taskId === "string" && typeof sourceArn === "string") return { taskId, sourceArn };
  } catch {
    // Said below.
  }
  throw invalidParameter("Value for parameter TaskHandle is invalid.");
}

function shown(task: MoveTask): AwsOutput {
  return {
    ...(task.status === "RUNNING" && { TaskHandle: handleOf(task) }),
    ...{ Status: task.status, SourceArn: task.sourceArn, StartedTimestamp: task.startedAt },
    ...(task.destinationArn !== undefined && { DestinationArn: task.destinationArn }),
    ...(task.perSecond !== undefined && { MaxNumberOfMessagesPerSecond: task.perSecond }),
    ApproximateNumberOfMessagesMoved: task.moved,
    ApproximateNumberOfMessagesToMove: task.toMove,
    ...(task.failureReason !== undefined && { FailureReason: task.failureReason }),
  };
}

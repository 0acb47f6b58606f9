import type { AwsCall, AwsInput } from "../front/aws-service.js";
import { optionalText } from "../front/read-input.js";
import type { Queue, QueueIdentity } from "./queue.js";
import type { Queues } from "./queues.js";
import { invalidAddress, missingParameter, queueDoesNotExist } from "./sqs-error.js";

/** The queue of `QueueUrl`, or of the URL that the query protocol was spoken to. Its host is not looked at. Throws AwsError. */
export function findQueue(queues: Queues, input: AwsInput, call: AwsCall): Queue {
  const given = optionalText(input, "QueueUrl") ?? pathOf(call.path);
  if (given === undefined || given === "") throw missingParameter("QueueUrl");
  const [, account, name] = /\/(\d{12})\/([\w.-]+)\/?$/.exec(given) ?? [];
  if (account === undefined || name === undefined) throw invalidAddress(given);
  const queue = queues.get({ account, region: call.region, name });
  if (queue === undefined) throw queueDoesNotExist();
  queues.refresh(queue, Date.now());
  return queue;
}

function pathOf(path: string): string | undefined {
  return path.length > 1 ? path : undefined;
}

export function queueUrl({ endpoint }: AwsCall, { account, name }: QueueIdentity): string {
  return `${endpoint}/${account}/${name}`;
}

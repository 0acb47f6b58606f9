import type { AwsService } from "../front/aws-service.js";
import { moveOperations } from "./move-operations.js";
import { MoveTasks } from "./move-tasks.js";
import { queueOperations } from "./queue-operations.js";
import type { Queues } from "./queues.js";
import { receiveOperations } from "./receive-operations.js";
import { sendOperations } from "./send-operations.js";
import { sqsQueryShapes } from "./sqs-query-shapes.js";

/** Simple Queue Service: standard and FIFO queues, in both protocols that SDKs speak. */
export function createSqs(queues: Queues): AwsService {
  const tasks = new MoveTasks(queues);
  return {
    name: "sqs",
    operations: {
      ...queueOperations(queues),
      ...sendOperations(queues),
      ...receiveOperations(queues),
      ...moveOperations(queues, tasks),
    },
    json: {
      ...{ version: "1.0", targetPrefix: "AmazonSQS", errorNamespace: "com.amazonaws.sqs" },
      queryCompatible: true,
    },
    query: {
      version: "2012-11-05",
      namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
      shapes: sqsQueryShapes,
    },
    durable: queues,
    close: () => tasks.close(),
  };
}

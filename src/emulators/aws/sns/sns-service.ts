import type { AwsService } from "../front/aws-service.js";
import type { Deliver } from "./deliver.js";
import { publishOperations } from "./publish-operations.js";
import { snsQueryShapes } from "./sns-query-shapes.js";
import { subscriptionOperations } from "./subscription-operations.js";
import { topicOperations } from "./topic-operations.js";
import type { Topics } from "./topics.js";

/** Simple Notification Service: standard and FIFO topics. */
export function createSns(topics: Topics, deliver: Deliver): AwsService {
  return {
    name: "sns",
    operations: {
      ...topicOperations(topics),
      ...subscriptionOperations(topics),
      ...publishOperations(topics, deliver),
    },
    query: {
      version: "2010-03-31",
      namespace: "http://sns.amazonaws.com/doc/2010-03-31/",
      shapes: snsQueryShapes,
    },
    durable: topics,
  };
}

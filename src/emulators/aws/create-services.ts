import { randomUUID } from "node:crypto";
import path from "node:path";
import { createApiGateway } from "./apigateway/apigateway-service.js";
import { createRestApis } from "./apigateway/rest-apis.js";
import { serveRestApis } from "./apigateway/serve-rest-apis.js";
import { createApiGatewayV2 } from "./apigatewayv2/apigatewayv2-service.js";
import { createHttpApis } from "./apigatewayv2/http-apis.js";
import { serveHttpApis } from "./apigatewayv2/serve-http-apis.js";
import { createBudgets } from "./budgets/budgets-service.js";
import { createCloudFormation } from "./cloudformation/cloudformation-service.js";
import { createCloudWatch } from "./cloudwatch/cloudwatch-service.js";
import { embeddedMetrics } from "./cloudwatch/embedded-metrics.js";
import { createDynamoDb } from "./dynamodb/dynamodb-service.js";
import { createEventBridge } from "./eventbridge/eventbridge-service.js";
import { createExecuteApi } from "./execute-api/execute-api.js";
import type { AwsService } from "./front/aws-service.js";
import type { DirectHandler } from "./front/direct-handler.js";
import { createIam } from "./iam/iam-service.js";
import type { FunctionInvoker } from "./lambda/function-invoker.js";
import { createLambda, type Lambda } from "./lambda/lambda-service.js";
import { createLogs } from "./logs/logs-service.js";
import type { AwsOptions } from "./options.js";
import { createS3 } from "./s3/s3-service.js";
import { deliverToSubscribers } from "./sns/deliver.js";
import { createSns } from "./sns/sns-service.js";
import { topicPublisher } from "./sns/topic-publisher.js";
import { Topics } from "./sns/topics.js";
import { Queues } from "./sqs/queues.js";
import { createSqs } from "./sqs/sqs-service.js";
import { createSts } from "./sts/sts-service.js";

export interface ServiceParts extends Pick<AwsOptions, "dataDir" | "lambda"> {
  /** Where the emulator is reached, once it listens. */
  endpoint(): string;
  /** Resolves when what has been changed so far outlives the process. */
  settled(): Promise<void>;
}

/** All services, and how they lead to each other in this process. */
export interface Services {
  /** By the type of their records in the journal: a number that was given is never another's. */
  readonly numbered: ReadonlyMap<number, AwsService>;
  readonly lambda: Lambda;
  readonly direct: DirectHandler;
}

export function createServices({
  dataDir,
  lambda: lambdaOptions,
  endpoint,
  settled,
}: ServiceParts): Services {
  const queues = new Queues();
  const topics = new Topics();
  const { tables, streams, logs: streamLogs } = createDynamoDb();
  // Asked only once everything is there: functions lead to topics and queues, and these to functions.
  const functions: FunctionInvoker = {
    has: (arn) => lambda.invoker.has(arn),
    invoke: (arn, payload) => lambda.invoker.invoke(arn, payload),
    enqueue: (arn, payload) => lambda.invoker.enqueue(arn, payload),
  };
  const deliver = deliverToSubscribers(queues, functions);
  const publisher = topicPublisher(topics, deliver, endpoint);
  const metrics = createCloudWatch({
    queues,
    targets: () => ({ topics: publisher, functions, events: events.publish }),
  });
  const logs = createLogs({ onLines: embeddedMetrics(metrics.sink) });
  const events = createEventBridge({ queues, topics: publisher, functions, logs: logs.writer });
  const s3 = createS3({
    ...{ ...(dataDir !== undefined && { folder: path.join(dataDir, "s3") }), settled },
    ...{ queues, topics, deliver, functions },
    toBus({ detailType, account, region, ...event }) {
      const envelope = {
        version: "0",
        id: randomUUID(),
        "detail-type": detailType,
        account,
        region,
      } as const;
      events.publish({ account, region }, "default", { ...event, ...envelope });
    },
  });
  const lambda = createLambda({
    ...{ dataDir, queues, streams: streamLogs, topics: publisher },
    ...{ logs: logs.writer, metrics: metrics.sink },
    objects: () => s3.objects,
    ...(lambdaOptions !== undefined && { options: lambdaOptions }),
  });
  const [restApis, httpApis] = [createRestApis(), createHttpApis()];
  const httpApiService = createApiGatewayV2(httpApis);
  const numbered = new Map<number, AwsService>([
    [1, createSts()],
    [2, createSqs(queues)],
    [3, createSns(topics, deliver)],
    [4, s3.service],
    [5, events.service],
    [6, metrics.service],
    [7, logs.service],
    [8, createIam()],
    [9, createBudgets()],
    [10, lambda.service],
    [11, createApiGateway(restApis, httpApiService)],
    [12, httpApiService],
    [13, createCloudFormation(endpoint)],
    [20, tables],
    [21, streams],
  ]);
  const apis = createExecuteApi([serveRestApis(restApis, functions), serveHttpApis(httpApis, functions)]);
  const direct: DirectHandler = (req, res) => lambda.inspect(req, res) || apis(req, res);
  return { numbered, lambda, direct };
}

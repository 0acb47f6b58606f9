import type { APIGateway } from "@aws-sdk/client-api-gateway";
import type { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import type { Budgets } from "@aws-sdk/client-budgets";
import type { CloudWatch } from "@aws-sdk/client-cloudwatch";
import type { CloudWatchLogs } from "@aws-sdk/client-cloudwatch-logs";
import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import type { EventBridge } from "@aws-sdk/client-eventbridge";
import type { IAM } from "@aws-sdk/client-iam";
import type { Lambda } from "@aws-sdk/client-lambda";
import type { S3 } from "@aws-sdk/client-s3";
import type { SNS } from "@aws-sdk/client-sns";
import type { SQS } from "@aws-sdk/client-sqs";
import type { STS } from "@aws-sdk/client-sts";

/** AWS's clients, each loaded when it is first asked for. */
export interface AwsClients {
  apiGateway(): Promise<APIGateway>;
  apiGatewayV2(): Promise<ApiGatewayV2>;
  budgets(): Promise<Budgets>;
  cloudWatch(): Promise<CloudWatch>;
  dynamoDb(): Promise<DynamoDB>;
  eventBridge(): Promise<EventBridge>;
  iam(): Promise<IAM>;
  lambda(): Promise<Lambda>;
  logs(): Promise<CloudWatchLogs>;
  s3(): Promise<S3>;
  sns(): Promise<SNS>;
  sqs(): Promise<SQS>;
  sts(): Promise<STS>;
  /** Closes their connections. */
  close(): void;
}

/** What every client is made with. Without an endpoint it is AWS, without credentials the SDK's own chain. */
export interface AwsClientOptions {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly profile?: string;
  /** Default 3. */
  readonly maxAttempts?: number;
}

export function createAwsClients(options: AwsClientOptions): AwsClients {
  // The SDK would talk on stderr about Node 20.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const made: { destroy(): void }[] = [];
  const once = <Client extends { destroy(): void }>(make: () => Promise<Client>): (() => Promise<Client>) => {
    let client: Promise<Client> | undefined;
    return () => {
      client ??= make().then((one) => {
        made.push(one);
        return one;
      });
      return client;
    };
  };
  const buckets = { ...options, forcePathStyle: options.endpoint !== undefined };
  return {
    apiGateway: once(async () => new (await import("@aws-sdk/client-api-gateway")).APIGateway(options)),
    apiGatewayV2: once(async () => new (await import("@aws-sdk/client-apigatewayv2")).ApiGatewayV2(options)),
    budgets: once(async () => new (await import("@aws-sdk/client-budgets")).Budgets(options)),
    cloudWatch: once(async () => new (await import("@aws-sdk/client-cloudwatch")).CloudWatch(options)),
    dynamoDb: once(async () => new (await import("@aws-sdk/client-dynamodb")).DynamoDB(options)),
    eventBridge: once(async () => new (await import("@aws-sdk/client-eventbridge")).EventBridge(options)),
    iam: once(async () => new (await import("@aws-sdk/client-iam")).IAM(options)),
    lambda: once(async () => new (await import("@aws-sdk/client-lambda")).Lambda(options)),
    logs: once(async () => new (await import("@aws-sdk/client-cloudwatch-logs")).CloudWatchLogs(options)),
    s3: once(async () => new (await import("@aws-sdk/client-s3")).S3(buckets)),
    sns: once(async () => new (await import("@aws-sdk/client-sns")).SNS(options)),
    sqs: once(async () => new (await import("@aws-sdk/client-sqs")).SQS(options)),
    sts: once(async () => new (await import("@aws-sdk/client-sts")).STS(options)),
    close: () => {
      for (const client of made) client.destroy();
    },
  };
}

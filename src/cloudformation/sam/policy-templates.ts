import type { Json, JsonObject } from "../json.js";
import { sub } from "./sam-context.js";

interface PolicyTemplate {
  readonly parameters: readonly string[];
  statements(parameters: JsonObject): readonly JsonObject[];
}

function allow(actions: readonly string[], ...resources: readonly Json[]): JsonObject {
  const [first = "*"] = resources;
  return { Effect: "Allow", Action: actions, Resource: resources.length > 1 ? resources : first };
}

const arn = `arn:\${AWS::Partition}`;
const here = `\${AWS::Region}:\${AWS::AccountId}`;

/** A template with one parameter that is a name in an ARN. */
function named(
  parameter: string,
  patterns: readonly string[],
  service: string,
  actions: readonly string[],
): PolicyTemplate {
  return {
    parameters: [parameter],
    statements: ({ [parameter]: name = "" }) => [
      allow(
        actions.map((action) => `${service}:${action}`),
        ...patterns.map((pattern) => sub(`${arn}:${pattern}`, { name })),
      ),
    ],
  };
}

/** A template with one parameter that is an ARN itself. */
function ofArn(parameter: string, service: string, actions: readonly string[]): PolicyTemplate {
  return {
    parameters: [parameter],
    statements: ({ [parameter]: resource = "" }) => [
      allow(
        actions.map((action) => `${service}:${action}`),
        resource,
      ),
    ],
  };
}

function everywhere(...actions: readonly string[]): PolicyTemplate {
  return { parameters: [], statements: () => [allow(actions)] };
}

const tables = [`dynamodb:${here}:table/\${name}`, `dynamodb:${here}:table/\${name}/index/*`];
const buckets = [`s3:::\${name}`, `s3:::\${name}/*`];
const reads = ["GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"];
const writes = ["PutItem", "UpdateItem", "BatchWriteItem"];
const objects = ["GetObject", "ListBucket", "GetBucketLocation", "GetObjectVersion"];

/** SAM's policy templates, by name (SAM, "Policy template list"): those that the supported services need. */
export const policyTemplates: Readonly<Record<string, PolicyTemplate>> = {
  SQSPollerPolicy: named("QueueName", [`sqs:${here}:\${name}`], "sqs", [
    ...["ChangeMessageVisibility", "ChangeMessageVisibilityBatch", "DeleteMessage", "DeleteMessageBatch"],
    ...["GetQueueAttributes", "ReceiveMessage"],
  ]),
  SQSSendMessagePolicy: named("QueueName", [`sqs:${here}:\${name}`], "sqs", ["SendMessage*"]),
  LambdaInvokePolicy: named("FunctionName", [`lambda:${here}:function:\${name}*`], "lambda", [
    "InvokeFunction",
  ]),
  CloudWatchPutMetricPolicy: everywhere("cloudwatch:PutMetricData"),
  CloudWatchDescribeAlarmHistoryPolicy: everywhere("cloudwatch:DescribeAlarmHistory"),
  DynamoDBCrudPolicy: named("TableName", tables, "dynamodb", [
    ...["GetItem", "DeleteItem", "PutItem", "Scan", "Query", "UpdateItem", "BatchWriteItem", "BatchGetItem"],
    ...["DescribeTable", "ConditionCheckItem"],
  ]),
  DynamoDBReadPolicy: named("TableName", tables, "dynamodb", reads),
  DynamoDBWritePolicy: named("TableName", tables, "dynamodb", writes),
  DynamoDBReconfigurePolicy: named("TableName", [`dynamodb:${here}:table/\${name}`], "dynamodb", [
    "UpdateTable",
  ]),
  DynamoDBStreamReadPolicy: {
    parameters: ["TableName", "StreamName"],
    statements: ({ TableName: table = "", StreamName: stream = "" }) => [
      allow(
        ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
        sub(`${arn}:dynamodb:${here}:table/\${table}/stream/\${stream}`, { table, stream }),
      ),
      allow(["dynamodb:ListStreams"], sub(`${arn}:dynamodb:${here}:table/\${table}/stream/*`, { table })),
    ],
  },
  S3ReadPolicy: named("BucketName", buckets, "s3", [...objects, "GetLifecycleConfiguration"]),
  S3WritePolicy: named("BucketName", buckets, "s3", [
    ...["PutObject", "PutObjectAcl", "PutLifecycleConfiguration"],
  ]),
  S3CrudPolicy: named("BucketName", buckets, "s3", [
    ...[...objects, "PutObject", "PutObjectAcl", "GetLifecycleConfiguration", "PutLifecycleConfiguration"],
    "DeleteObject",
  ]),
  SNSPublishMessagePolicy: named("TopicName", [`sns:${here}:\${name}`], "sns", ["Publish"]),
  SNSCrudPolicy: named("TopicName", [`sns:${here}:\${name}*`], "sns", [
    ...["ListSubscriptionsByTopic", "CreateTopic", "SetTopicAttributes", "Subscribe", "Publish"],
  ]),
  EventBridgePutEventsPolicy: named("EventBusName", [`events:${here}:event-bus/\${name}`], "events", [
    "PutEvents",
  ]),
  KMSDecryptPolicy: named("KeyId", [`kms:${here}:key/\${name}`], "kms", ["Decrypt"]),
  KMSEncryptPolicy: named("KeyId", [`kms:${here}:key/\${name}`], "kms", ["Encrypt"]),
  SSMParameterReadPolicy: {
    parameters: ["ParameterName"],
    statements: ({ ParameterName: name = "" }) => [
      allow(["ssm:DescribeParameters"]),
      allow(
        ["ssm:GetParameters", "ssm:GetParameter", "ssm:GetParametersByPath"],
        sub(`${arn}:ssm:${here}:parameter/\${name}`, { name }),
      ),
    ],
  },
  AWSSecretsManagerGetSecretValuePolicy: ofArn("SecretArn", "secretsmanager", ["GetSecretValue"]),
  StepFunctionsExecutionPolicy: named(
    "StateMachineName",
    [`states:${here}:stateMachine:\${name}`],
    "states",
    ["StartExecution"],
  ),
  VPCAccessPolicy: everywhere(
    ...["ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces"],
    "ec2:DetachNetworkInterface",
  ),
};

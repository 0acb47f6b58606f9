import type { StackPlan } from "../../../cloudformation/engine/stack-plan.js";
import type { AwsClients } from "../../../cloudformation/providers/aws-clients.js";
import { isGone } from "../../../cloudformation/providers/gone.js";
import { MsxError } from "../../../errors/msx-error.js";

/** Whether something of this name is there; by type. The others' own API refuses a name that is taken. */
const looks: Readonly<Record<string, (clients: AwsClients, name: string) => Promise<unknown>>> = {
  "AWS::Lambda::Function": async (clients, FunctionName) =>
    (await clients.lambda()).getFunctionConfiguration({ FunctionName }),
  "AWS::DynamoDB::Table": async (clients, TableName) =>
    (await clients.dynamoDb()).describeTable({ TableName }),
  "AWS::SQS::Queue": async (clients, QueueName) => (await clients.sqs()).getQueueUrl({ QueueName }),
  "AWS::S3::Bucket": async (clients, Bucket) => (await clients.s3()).headBucket({ Bucket }),
  "AWS::Events::EventBus": async (clients, Name) => (await clients.eventBridge()).describeEventBus({ Name }),
};
const nameProperties: Readonly<Record<string, string>> = {
  "AWS::Lambda::Function": "FunctionName",
  "AWS::DynamoDB::Table": "TableName",
  "AWS::SQS::Queue": "QueueName",
  "AWS::S3::Bucket": "BucketName",
  "AWS::Events::EventBus": "Name",
};

/** Whether what is kept under this name is there; true for a type that cannot be asked about. */
export async function isThere(
  clients: AwsClients,
  { type, physicalId }: { readonly type: string; readonly physicalId: string },
): Promise<boolean> {
  const name = type === "AWS::SQS::Queue" ? physicalId.slice(physicalId.lastIndexOf("/") + 1) : physicalId;
  return exists(clients, type, name);
}

async function exists(clients: AwsClients, type: string, name: string): Promise<boolean> {
  try {
    await looks[type]?.(clients, name);
    return true;
  } catch (error) {
    if (isGone(error)) return false;
    throw error;
  }
}

/**
 * Refuses to take over what is there already and was not made by msx for this service, or whose record was lost.
 * @throws MsxError RESOURCE_FOREIGN, naming all of it
 */
export async function assertNothingForeign(
  plan: StackPlan,
  clients: AwsClients,
  { service, place }: { readonly service: string; readonly place: string },
): Promise<void> {
  const found = await Promise.all(
    plan.resources.map(async ({ action, type, desired }) => {
      const name = desired?.properties[nameProperties[type] ?? ""];
      if (action !== "create" || typeof name !== "string" || looks[type] === undefined) return [];
      return (await exists(clients, type, name)) ? [`${type} ${name}`] : [];
    }),
  );
  const names = found.flat();
  if (names.length > 0) throw new MsxError("RESOURCE_FOREIGN", { service, place, names: names.join(", ") });
}

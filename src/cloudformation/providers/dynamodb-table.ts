import type {
  AttributeDefinition,
  CreateTableCommandInput,
  DynamoDB,
  GlobalSecondaryIndex,
  ProvisionedThroughput,
  TableDescription,
} from "@aws-sdk/client-dynamodb";
import { equalJson, type Json, type JsonObject } from "../json.js";
import { deleted, isGoneNow } from "./gone.js";
import type { Made, ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, listOf, required, structure, tags, text } from "./shape.js";
import { changeTags, tagList } from "./tags.js";

const keySchema = listOf(structure({ AttributeName: text, KeyType: text }, "AttributeName", "KeyType"));
const throughput = structure({ ReadCapacityUnits: integer, WriteCapacityUnits: integer });
const projection = structure({ ProjectionType: text, NonKeyAttributes: listOf(text) });
const index = { IndexName: text, KeySchema: keySchema, Projection: projection };
const needed = ["IndexName", "KeySchema", "Projection"];

interface Encryption {
  readonly SSEEnabled: boolean;
  readonly SSEType?: "KMS" | "AES256";
  readonly KMSMasterKeyId?: string;
}

interface TableProperties
  extends Pick<
    CreateTableCommandInput,
    | "KeySchema"
    | "BillingMode"
    | "ProvisionedThroughput"
    | "LocalSecondaryIndexes"
    | "TableClass"
    | "DeletionProtectionEnabled"
  > {
  readonly TableName?: string;
  readonly AttributeDefinitions?: AttributeDefinition[];
  readonly GlobalSecondaryIndexes?: GlobalSecondaryIndex[];
  readonly StreamSpecification?: {
    readonly StreamViewType: "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES" | "KEYS_ONLY";
  };
  readonly SSESpecification?: Encryption;
  readonly TimeToLiveSpecification?: { readonly AttributeName?: string; readonly Enabled: boolean };
  readonly PointInTimeRecoverySpecification?: { readonly PointInTimeRecoveryEnabled?: boolean };
}

export const table: ResourceProvider = {
  type: "AWS::DynamoDB::Table",
  properties: {
    ...{ TableName: fixed(text), KeySchema: required(fixed(keySchema)), BillingMode: text, TableClass: text },
    AttributeDefinitions: listOf(structure({ AttributeName: text, AttributeType: text }, "AttributeName")),
    ProvisionedThroughput: throughput,
    GlobalSecondaryIndexes: listOf(structure({ ...index, ProvisionedThroughput: throughput }, ...needed)),
    LocalSecondaryIndexes: fixed(listOf(structure(index, ...needed))),
    StreamSpecification: structure({ StreamViewType: text }, "StreamViewType"),
    TimeToLiveSpecification: structure({ AttributeName: text, Enabled: boolean }, "Enabled"),
    SSESpecification: structure({ SSEEnabled: boolean, SSEType: text, KMSMasterKeyId: text }, "SSEEnabled"),
    PointInTimeRecoverySpecification: structure({ PointInTimeRecoveryEnabled: boolean }),
    ...{ DeletionProtectionEnabled: boolean, Tags: tags },
  },
  attributes: ["Arn", "StreamArn"],
  nameProperty: "TableName",
  async create(properties, context) {
    const dynamo = await context.clients.dynamoDb();
    const { TableName = context.generatedName(255), ...given } = properties as TableProperties;
    const { StreamSpecification: stream, TimeToLiveSpecification: expiry, ...rest } = given;
    const { PointInTimeRecoverySpecification: recovery, SSESpecification: encryption, ...input } = rest;
    const { TableDescription: made } = await dynamo.createTable({
      ...{ ...input, TableName, KeySchema: input.KeySchema, Tags: tagList(properties) },
      ...(stream !== undefined && { StreamSpecification: { StreamEnabled: true, ...stream } }),
      ...(encryption !== undefined && { SSESpecification: encryptionOf(encryption) }),
    });
    context.begun(shown(made, TableName));
    const active = await whenActive(dynamo, TableName, context);
    if (expiry?.Enabled === true) await setExpiry(dynamo, TableName, expiry);
    if (recovery?.PointInTimeRecoveryEnabled === true) await setRecovery(dynamo, TableName, true);
    return shown(active, TableName);
  },
  async update({ physicalId: TableName, properties: old, attributes }, properties, context) {
    const dynamo = await context.clients.dynamoDb();
    const [before, after] = [old as TableProperties, properties as TableProperties];
    const differs = (name: string): boolean => !equalJson(old[name], properties[name]);
    const update = async (
      input: Omit<Parameters<DynamoDB["updateTable"]>[0], "TableName">,
    ): Promise<void> => {
      await dynamo.updateTable({ TableName, ...input });
      await whenActive(dynamo, TableName, context);
    };
    if (differs("BillingMode") || differs("ProvisionedThroughput")) {
      const BillingMode = after.BillingMode ?? "PROVISIONED";
      await update({
        BillingMode,
        ...(BillingMode === "PROVISIONED" && { ProvisionedThroughput: after.ProvisionedThroughput }),
      });
    }
    if (differs("StreamSpecification")) {
      if (before.StreamSpecification) await update({ StreamSpecification: { StreamEnabled: false } });
      if (after.StreamSpecification) {
        await update({ StreamSpecification: { StreamEnabled: true, ...after.StreamSpecification } });
      }
    }
    if (differs("TableClass")) await update({ TableClass: after.TableClass ?? "STANDARD" });
    if (differs("SSESpecification")) {
      await update({ SSESpecification: encryptionOf(after.SSESpecification ?? { SSEEnabled: false }) });
    }
    if (differs("DeletionProtectionEnabled")) {
      await update({ DeletionProtectionEnabled: after.DeletionProtectionEnabled ?? false });
    }
    await changeIndexes(before, after, update);
    if (differs("TimeToLiveSpecification")) {
      const off = { ...before.TimeToLiveSpecification, Enabled: false };
      if (before.TimeToLiveSpecification?.Enabled === true) await setExpiry(dynamo, TableName, off);
      if (after.TimeToLiveSpecification?.Enabled === true) {
        await setExpiry(dynamo, TableName, after.TimeToLiveSpecification);
      }
    }
    if (differs("PointInTimeRecoverySpecification")) {
      const on = after.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true;
      await setRecovery(dynamo, TableName, on);
    }
    const ResourceArn = String(attributes?.Arn);
    await changeTags(old, properties, {
      set: (Tags) => dynamo.tagResource({ ResourceArn, Tags }),
      remove: (TagKeys) => dynamo.untagResource({ ResourceArn, TagKeys }),
    });
    return shown((await dynamo.describeTable({ TableName })).Table, TableName);
  },
  async delete({ physicalId: TableName }, { clients, until }) {
    const dynamo = await clients.dynamoDb();
    await deleted(dynamo.deleteTable({ TableName }));
    await until(() => isGoneNow(dynamo.describeTable({ TableName })));
  },
};

function encryptionOf({ SSEEnabled: Enabled, ...more }: Encryption) {
  return { Enabled, ...more };
}

type Update = (input: {
  AttributeDefinitions?: AttributeDefinition[];
  GlobalSecondaryIndexUpdates: (
    | { Delete: { IndexName: string } }
    | { Create: Required<Pick<GlobalSecondaryIndex, "IndexName" | "KeySchema" | "Projection">> }
    | { Update: { IndexName: string; ProvisionedThroughput: ProvisionedThroughput } }
  )[];
}) => Promise<void>;

/** DynamoDB makes or drops one index at a time. */
async function changeIndexes(before: TableProperties, after: TableProperties, update: Update): Promise<void> {
  const byName = ({
    GlobalSecondaryIndexes: list = [],
  }: TableProperties): Map<string, GlobalSecondaryIndex> =>
    new Map(list.map((one) => [one.IndexName ?? "", one]));
  const [known, wanted] = [byName(before), byName(after)];
  const structureOf = (one?: GlobalSecondaryIndex): Json =>
    one === undefined ? null : (JSON.parse(JSON.stringify([one.KeySchema, one.Projection])) as Json);
  for (const [IndexName, one] of known) {
    if (equalJson(structureOf(one), structureOf(wanted.get(IndexName)))) continue;
    await update({ GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
    known.delete(IndexName);
  }
  for (const [IndexName, one] of wanted) {
    const old = known.get(IndexName);
    if (old === undefined) {
      const Create = one as Required<Pick<GlobalSecondaryIndex, "IndexName" | "KeySchema" | "Projection">>;
      const AttributeDefinitions = after.AttributeDefinitions ?? [];
      await update({ AttributeDefinitions, GlobalSecondaryIndexUpdates: [{ Create }] });
    } else if (one.ProvisionedThroughput !== undefined && changed(old, one)) {
      const { ProvisionedThroughput } = one;
      await update({ GlobalSecondaryIndexUpdates: [{ Update: { IndexName, ProvisionedThroughput } }] });
    }
  }
}

function changed(old: GlobalSecondaryIndex, one: GlobalSecondaryIndex): boolean {
  return JSON.stringify(old.ProvisionedThroughput) !== JSON.stringify(one.ProvisionedThroughput);
}

async function whenActive(
  dynamo: DynamoDB,
  TableName: string,
  { until }: ProviderContext,
): Promise<TableDescription | undefined> {
  let found: TableDescription | undefined;
  await until(async () => {
    found = (await dynamo.describeTable({ TableName })).Table;
    const indexes = found?.GlobalSecondaryIndexes ?? [];
    return [found?.TableStatus, ...indexes.map((one) => one.IndexStatus)].every(
      (status) => status === "ACTIVE",
    );
  });
  return found;
}

async function setExpiry(
  dynamo: DynamoDB,
  TableName: string,
  { AttributeName = "", Enabled }: { readonly AttributeName?: string; readonly Enabled: boolean },
): Promise<void> {
  await dynamo.updateTimeToLive({ TableName, TimeToLiveSpecification: { AttributeName, Enabled } });
}

async function setRecovery(dynamo: DynamoDB, TableName: string, on: boolean): Promise<void> {
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: on };
  await dynamo.updateContinuousBackups({ TableName, PointInTimeRecoverySpecification });
}

function shown(description: TableDescription | undefined, name: string): Made {
  const { TableArn = "", LatestStreamArn: stream, StreamSpecification: specification } = description ?? {};
  const attributes: JsonObject = { Arn: TableArn, ...(specification && stream && { StreamArn: stream }) };
  return { physicalId: name, attributes };
}

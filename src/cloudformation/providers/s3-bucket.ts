import type { NotificationConfiguration, S3 } from "@aws-sdk/client-s3";
import { equalJson, isList, isObject, type Json, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, json, listOf, structure, tags, text } from "./shape.js";
import { tagList } from "./tags.js";

const filter = structure({ S3Key: structure({ Rules: listOf(structure({ Name: text, Value: text })) }) });
const notifying = (target: string) =>
  listOf(structure({ Event: text, Filter: filter, [target]: text }, "Event", target));
const corsRule = structure({
  ...{ AllowedHeaders: listOf(text), AllowedMethods: listOf(text), AllowedOrigins: listOf(text) },
  ...{ ExposedHeaders: listOf(text), Id: text, MaxAge: integer },
});

export const bucket: ResourceProvider = {
  type: "AWS::S3::Bucket",
  properties: {
    ...{
      BucketName: fixed(text),
      Tags: tags,
      VersioningConfiguration: structure({ Status: text }, "Status"),
    },
    NotificationConfiguration: structure({
      ...{ LambdaConfigurations: notifying("Function"), QueueConfigurations: notifying("Queue") },
      TopicConfigurations: notifying("Topic"),
      EventBridgeConfiguration: structure({ EventBridgeEnabled: boolean }),
    }),
    CorsConfiguration: structure({ CorsRules: listOf(corsRule) }, "CorsRules"),
    PublicAccessBlockConfiguration: structure({
      ...{ BlockPublicAcls: boolean, BlockPublicPolicy: boolean, IgnorePublicAcls: boolean },
      RestrictPublicBuckets: boolean,
    }),
    BucketEncryption: structure({ ServerSideEncryptionConfiguration: json }),
  },
  attributes: ["Arn", "DomainName", "RegionalDomainName"],
  nameProperty: "BucketName",
  async create(properties, context) {
    const { clients, place, generatedName, begun } = context;
    const s3 = await clients.s3();
    const Bucket = String(properties.BucketName ?? generatedName(63).toLowerCase());
    const LocationConstraint = place.region as "eu-west-1";
    await s3.createBucket({
      ...{
        Bucket,
        ...(place.region !== "us-east-1" && { CreateBucketConfiguration: { LocationConstraint } }),
      },
    });
    const made = {
      physicalId: Bucket,
      attributes: {
        Arn: `arn:${place.partition ?? "aws"}:s3:::${Bucket}`,
        DomainName: `${Bucket}.s3.amazonaws.com`,
        RegionalDomainName: `${Bucket}.s3.${place.region}.amazonaws.com`,
      },
    };
    begun(made);
    await put(s3, Bucket, {}, properties, context);
    return made;
  },
  async update(existing, properties, context) {
    await put(await context.clients.s3(), existing.physicalId, existing.properties, properties, context);
    return existing;
  },
  async delete({ physicalId: Bucket }, { clients }) {
    await deleted((await clients.s3()).deleteBucket({ Bucket }));
  },
};

async function put(
  s3: S3,
  Bucket: string,
  before: JsonObject,
  after: JsonObject,
  { until }: ProviderContext,
): Promise<void> {
  const differs = (name: string): boolean => !equalJson(before[name], after[name]);
  if (differs("Tags")) {
    const TagSet = tagList(after);
    if (TagSet.length === 0) await s3.deleteBucketTagging({ Bucket });
    else await s3.putBucketTagging({ Bucket, Tagging: { TagSet } });
  }
  if (differs("VersioningConfiguration")) {
    const { Status = "Suspended" } = (after.VersioningConfiguration ?? {}) as {
      Status?: "Enabled" | "Suspended";
    };
    await s3.putBucketVersioning({ Bucket, VersioningConfiguration: { Status } });
  }
  if (differs("CorsConfiguration")) {
    const { CorsRules: rules } = (after.CorsConfiguration ?? {}) as { CorsRules?: JsonObject[] };
    if (rules === undefined) await s3.deleteBucketCors({ Bucket });
    else await s3.putBucketCors({ Bucket, CORSConfiguration: { CORSRules: rules.map(corsOf) } });
  }
  if (differs("PublicAccessBlockConfiguration")) {
    const { PublicAccessBlockConfiguration: block } = after;
    if (block === undefined) await s3.deletePublicAccessBlock({ Bucket });
    else await s3.putPublicAccessBlock({ Bucket, PublicAccessBlockConfiguration: block as object });
  }
  if (differs("BucketEncryption")) {
    const { ServerSideEncryptionConfiguration: rules } = (after.BucketEncryption ?? {}) as JsonObject;
    if (rules === undefined) await s3.deleteBucketEncryption({ Bucket });
    else {
      const ServerSideEncryptionConfiguration = { Rules: encryptionRules(rules) };
      await s3.putBucketEncryption({ Bucket, ServerSideEncryptionConfiguration });
    }
  }
  if (differs("NotificationConfiguration")) {
    const NotificationConfiguration = notifications((after.NotificationConfiguration ?? {}) as JsonObject);
    let attempts = 0;
    // A permission or a queue's policy that was just made may not be seen yet.
    await until(async () => {
      try {
        await s3.putBucketNotificationConfiguration({ Bucket, NotificationConfiguration });
        return true;
      } catch (error) {
        const early =
          error instanceof Error && /unable to validate the following destination/i.test(error.message);
        attempts += 1;
        if (early && attempts < 6) return false;
        throw error;
      }
    });
  }
}

function corsOf({ ExposedHeaders: exposed, MaxAge: age, Id: id, ...rule }: JsonObject) {
  const { AllowedHeaders, AllowedMethods, AllowedOrigins } = rule as Record<string, string[]>;
  return {
    ...{ AllowedHeaders, AllowedMethods, AllowedOrigins, ExposeHeaders: exposed as string[] | undefined },
    ...{ MaxAgeSeconds: age as number | undefined, ID: id as string | undefined },
  };
}

function encryptionRules(rules: Json): [] {
  const list = isList(rules) ? rules.filter(isObject) : [];
  return list.map(({ ServerSideEncryptionByDefault: given, ...rule }) => ({
    ...{ ...rule, ApplyServerSideEncryptionByDefault: given },
  })) as unknown as [];
}

function notifications(given: JsonObject): NotificationConfiguration {
  const listed = (name: string, target: string, as: string): object[] => {
    const list = given[name];
    return (isList(list) ? list.filter(isObject) : []).map((one) => ({
      ...{ Events: [one.Event], [as]: one[target], ...filterOf(one.Filter) },
    }));
  };
  const bridge = given.EventBridgeConfiguration;
  const enabled = isObject(bridge) && bridge.EventBridgeEnabled !== false;
  return {
    LambdaFunctionConfigurations: listed("LambdaConfigurations", "Function", "LambdaFunctionArn") as [],
    QueueConfigurations: listed("QueueConfigurations", "Queue", "QueueArn") as [],
    TopicConfigurations: listed("TopicConfigurations", "Topic", "TopicArn") as [],
    ...(enabled && { EventBridgeConfiguration: {} }),
  };
}

function filterOf(filter: Json | undefined): object {
  if (!isObject(filter) || !isObject(filter.S3Key)) return {};
  return { Filter: { Key: { FilterRules: filter.S3Key.Rules } } };
}

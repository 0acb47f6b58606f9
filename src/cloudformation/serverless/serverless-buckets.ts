import { isObject, type Json, type JsonObject } from "../json.js";
import { normalizedName } from "./serverless-scope.js";

export interface ServerlessBuckets {
  /** By the key in `provider.s3` or by name. @returns the logical id; the bucket is made when it is not known yet */
  idOf(key: string): string;
  readonly resources: Map<string, JsonObject>;
}

/** `provider.s3`, and the buckets that events name without having them there: the Serverless Framework makes those too. */
export function bucketsOf({ s3 = {} }: JsonObject): ServerlessBuckets {
  const known: JsonObject = isObject(s3) ? s3 : {};
  const resources = new Map<string, JsonObject>();
  const add = (key: string, given: Json | undefined): string => {
    const id = `S3Bucket${normalizedName(key).replace(/[^A-Za-z0-9]/g, "")}`;
    if (resources.has(id)) return id;
    const { name, ...settings } = isObject(given) ? given : {};
    const properties = Object.entries(settings).map(
      ([setting, value]) => [upperFirst(setting), value] as const,
    );
    const bucket = Object.fromEntries(properties);
    const BucketName = bucket.BucketName ?? name ?? key;
    resources.set(id, {
      Type: "AWS::S3::Bucket",
      Properties: { ...bucket, BucketName },
    });
    return id;
  };
  return { resources, idOf: (key) => add(key, known[key]) };
}

function upperFirst(text: string): string {
  return `${text[0]?.toUpperCase() ?? ""}${text.slice(1)}`;
}

import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, json, required, text } from "./shape.js";
import { documentText } from "./tags.js";

export const bucketPolicy: ResourceProvider = {
  type: "AWS::S3::BucketPolicy",
  properties: { Bucket: required(fixed(text)), PolicyDocument: required(json) },
  attributes: [],
  async create({ Bucket: name, PolicyDocument: document = null }, { clients }) {
    const Bucket = String(name);
    await (await clients.s3()).putBucketPolicy({ Bucket, Policy: documentText(document) });
    return { physicalId: Bucket };
  },
  async update(existing, properties, context) {
    await bucketPolicy.create(properties, context);
    return existing;
  },
  async delete({ physicalId: Bucket }, { clients }) {
    await deleted((await clients.s3()).deleteBucketPolicy({ Bucket }));
  },
};

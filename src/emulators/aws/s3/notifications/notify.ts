import type { AwsCall } from "../../front/aws-service.js";
import { bucketArn } from "../find-bucket.js";
import { urlEncoded } from "../operations/list-operations.js";
import type { Bucket } from "../state/bucket.js";
import type { StoredObject } from "../state/stored-object.js";
import type { BusEvent, Destinations } from "./destinations.js";
import type { S3EventName } from "./event-names.js";
import { isWanted, type NotificationRule } from "./notification-configuration.js";

/** Tells whoever wants to know what happened to an object; for a removed one, as it was. */
export type Notify = (bucket: Bucket, event: S3EventName, object: StoredObject, call: AwsCall) => void;

/** What S3 tells everybody of a request that it cannot know here. */
const sourceIp = "127.0.0.1";

export function createNotify(destinations: Destinations): Notify {
  return (bucket, event, object, call) => {
    const { notifications } = bucket.settings;
    if (notifications === undefined) return;
    const [time, order] = [new Date().toISOString(), sequencer()];
    for (const rule of notifications.rules) {
      if (!isWanted(rule, event, object.key)) continue;
      const record = eventRecord(bucket, event, object, { rule, time, order, call });
      destinations.send(rule.kind, rule.arn, JSON.stringify({ Records: [record] }), call);
    }
    if (notifications.eventBridge)
      destinations.toBus?.(busEvent(bucket, event, object, { time, order, call }));
  };
}

/** The message that S3 sends to a queue or topic which a bucket is told to notify. */
export function testEvent(bucket: string, { requestId }: AwsCall): string {
  return JSON.stringify({
    ...{ Service: "Amazon S3", Event: "s3:TestEvent", Time: new Date().toISOString() },
    ...{ Bucket: bucket, RequestId: requestId, HostId: hostId },
  });
}

/** Stands for the host that answered; there is one here. */
export const hostId = "msx";

interface Circumstances {
  readonly time: string;
  readonly order: string;
  readonly call: AwsCall;
}

/** User guide, "Event message structure". */
function eventRecord(
  { identity: { name, account, region } }: Bucket,
  event: S3EventName,
  { key, bytes, etag }: StoredObject,
  { rule, time, order, call }: Circumstances & { readonly rule: NotificationRule },
) {
  const isRemoved = event.startsWith("ObjectRemoved:");
  const isTagging = event.startsWith("ObjectTagging:");
  return {
    eventVersion: isTagging ? "2.3" : "2.1",
    ...{ eventSource: "aws:s3", awsRegion: region, eventTime: time, eventName: event },
    userIdentity: { principalId: `AWS:${call.account}` },
    requestParameters: { sourceIPAddress: sourceIp },
    responseElements: { "x-amz-request-id": call.requestId, "x-amz-id-2": hostId },
    s3: {
      ...{ s3SchemaVersion: "1.0", configurationId: rule.id },
      bucket: { name, ownerIdentity: { principalId: account }, arn: bucketArn(name) },
      object: {
        key: urlEncoded(key),
        ...(!isRemoved && !isTagging && { size: bytes }),
        ...(!isRemoved && { eTag: etag }),
        sequencer: order,
      },
    },
  };
}

const detailTypes: Readonly<Record<S3EventName, readonly [string, string | undefined]>> = {
  "ObjectCreated:Put": ["Object Created", "PutObject"],
  "ObjectCreated:Copy": ["Object Created", "CopyObject"],
  "ObjectCreated:CompleteMultipartUpload": ["Object Created", "CompleteMultipartUpload"],
  "ObjectRemoved:Delete": ["Object Deleted", "DeleteObject"],
  "ObjectTagging:Put": ["Object Tags Added", undefined],
  "ObjectTagging:Delete": ["Object Tags Deleted", undefined],
};

/** User guide, "EventBridge event message structure"; keys are not encoded there. */
function busEvent(
  { identity: { name, account, region } }: Bucket,
  event: S3EventName,
  { key, bytes, etag }: StoredObject,
  { time, order, call }: Circumstances,
): BusEvent {
  const [detailType, reason] = detailTypes[event];
  const isCreated = event.startsWith("ObjectCreated:");
  return {
    ...{ source: "aws.s3", detailType, account, region, time, resources: [bucketArn(name)] },
    detail: {
      ...{ version: "0", bucket: { name } },
      object: {
        key,
        ...(isCreated && { size: bytes }),
        ...(!event.startsWith("ObjectRemoved:") && { etag }),
        ...(reason !== undefined && { sequencer: order }),
      },
      ...{ "request-id": call.requestId, requester: call.account, "source-ip-address": sourceIp },
      ...(reason !== undefined && { reason }),
      ...(event === "ObjectRemoved:Delete" && { "deletion-type": "Permanently Deleted" }),
    },
  };
}

let last = 0n;

/** Larger with every event of a key, as 16 hexadecimal digits. */
function sequencer(): string {
  const now = BigInt(Date.now()) << 16n;
  last = now > last ? now : last + 1n;
  return last.toString(16).toUpperCase().padStart(16, "0");
}

import { buffer } from "node:stream/consumers";
import { AwsError } from "../front/aws-error.js";
import type { AwsService, RequestHead } from "../front/aws-service.js";
import type { ObjectReader } from "../lambda/operations/read-code.js";
import { Bodies, type BodiesOptions } from "./bodies/bodies.js";
import { createDestinations, type DestinationServices } from "./notifications/destinations.js";
import { createNotify, hostId } from "./notifications/notify.js";
import { bucketOperations } from "./operations/bucket-operations.js";
import { copyOperation } from "./operations/copy-operation.js";
import { documentOperations } from "./operations/document-operations.js";
import { listOperations } from "./operations/list-operations.js";
import { listUploadsOperations } from "./operations/list-uploads-operations.js";
import { notificationOperations } from "./operations/notification-operations.js";
import { partCopyOperation } from "./operations/part-copy-operation.js";
import { policyOperations } from "./operations/policy-operations.js";
import { readOperations } from "./operations/read-operations.js";
import { taggingOperations } from "./operations/tagging-operations.js";
import { uploadOperations } from "./operations/upload-operations.js";
import { writeOperations } from "./operations/write-operations.js";
import {
  addressOf,
  headerOf,
  type S3Operation,
  type S3Operations,
  type S3Request,
  subresourceOf,
} from "./request.js";
import { notImplemented, s3Error } from "./s3-error.js";
import { Buckets } from "./state/buckets.js";

export interface S3Options extends BodiesOptions, DestinationServices {}

/** S3, and how the other services of this process read objects. */
export interface S3 {
  readonly service: AwsService;
  readonly objects: ObjectReader;
}

/** Simple Storage Service: general purpose buckets, without versioning. */
export function createS3(options: S3Options): S3 {
  const bodies = new Bodies(options);
  const buckets = new Buckets(bodies);
  const destinations = createDestinations(options);
  const notify = createNotify(destinations);
  const operations: S3Operations = {
    ...bucketOperations(buckets),
    ...documentOperations(buckets),
    ...policyOperations(buckets),
    ...notificationOperations(buckets, destinations),
    ...listOperations(buckets),
    ...taggingOperations(buckets, notify),
    ...readOperations(buckets, bodies),
    ...writeOperations(buckets, bodies, notify),
    "PUT object copy": copyOperation(buckets, bodies, notify),
    ...uploadOperations(buckets, bodies, notify),
    ...listUploadsOperations(buckets),
    "PUT object?uploadId copy": partCopyOperation(buckets, bodies),
  };
  const objects: ObjectReader = {
    async read(bucket, key, versionId = "null") {
      const object = versionId === "null" ? buckets.get(bucket)?.objects.get(key) : undefined;
      return object === undefined ? undefined : buffer(bodies.read(object.body, 0, object.bytes));
    },
  };
  const service: AwsService = {
    name: "s3",
    operations: {},
    streaming: {
      // Whoever signs nothing means S3: it alone serves anonymous readers. Forms and targets are other protocols'.
      takes: (head, { service }) => service === "s3" || (service === undefined && !isOfAnotherProtocol(head)),
      async handle(request, call) {
        try {
          const asked = { ...request, ...addressOf(request) };
          const answer = await operationOf(operations, asked)(asked, call);
          const headers = { "x-amz-request-id": call.requestId, "x-amz-id-2": hostId, ...answer.headers };
          return { ...answer, headers };
        } catch (error) {
          if (error instanceof AwsError) throw error;
          throw s3Error("InternalError", 500, error instanceof Error ? error.message : String(error));
        }
      },
    },
    durable: buckets,
    close: () => bodies.close(),
  };
  return { service, objects };
}

function isOfAnotherProtocol(head: RequestHead): boolean {
  const isForm = headerOf(head, "content-type")?.includes("application/x-www-form-urlencoded") === true;
  const isQuery = head.query.has("Action") || (head.method === "POST" && isForm);
  return isQuery || headerOf(head, "x-amz-target") !== undefined;
}

function operationOf(operations: S3Operations, request: S3Request): S3Operation {
  const { bucket, key, method } = request;
  const what = bucket === "" ? "service" : key === "" ? "bucket" : "object";
  const subresource = subresourceOf(request);
  const isCopy =
    method === "PUT" && what === "object" && headerOf(request, "x-amz-copy-source") !== undefined;
  const name = `${method} ${what}${subresource === undefined ? "" : `?${subresource}`}${isCopy ? " copy" : ""}`;
  if (Object.hasOwn(operations, name)) return operations[name] as S3Operation;
  const shown = subresource === undefined ? "" : `?${subresource}`;
  throw notImplemented(`${method} ${request.path}${shown} of s3`);
}

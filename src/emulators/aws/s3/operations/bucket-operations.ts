import { receiveText } from "../bodies/receive-body.js";
import { bucketArn, findBucket, ownerId } from "../find-bucket.js";
import { refuseWhatIsNotHere } from "../object-properties.js";
import { countOf, headerOf, type S3Operations, type S3Request } from "../request.js";
import { malformedXml, notImplemented, s3Error } from "../s3-error.js";
import type { BucketSettings } from "../state/bucket.js";
import type { Buckets } from "../state/buckets.js";
import { readXml, textOf } from "../xml/read-xml.js";
import { element, texts, xmlAnswer } from "../xml/write-xml.js";
import { initialDocuments } from "./document-operations.js";

/** 3 to 63 of lower-case letters, digits, dots and hyphens, no address (user guide, "Bucket naming rules"). */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)(?!xn--)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** There, a bucket that one has already is no error. */
const firstRegion = "us-east-1";
const maxBuckets = 10_000;

export function bucketOperations(buckets: Buckets): S3Operations {
  return {
    "GET service"({ query, ...request }, { account }) {
      const prefix = query.get("prefix") ?? "";
      const most = countOf({ query, ...request }, "max-buckets", maxBuckets);
      const after = Buffer.from(query.get("continuation-token") ?? "", "base64url").toString();
      const region = query.get("bucket-region");
      const all = buckets
        .all()
        .filter(({ identity }) => identity.account === account && identity.name.startsWith(prefix))
        .filter(({ identity }) => identity.name > after && (region === null || identity.region === region));
      const shown = all.slice(0, most);
      const last = shown.at(-1)?.identity.name;
      const items = shown.map(({ identity: { name, createdAt, region: BucketRegion } }) => {
        const CreationDate = new Date(createdAt).toISOString();
        return element(
          "Bucket",
          texts({ Name: name, CreationDate, BucketRegion, BucketArn: bucketArn(name) }),
        );
      });
      const more = all.length > shown.length && last !== undefined;
      return xmlAnswer(
        "ListAllMyBucketsResult",
        element("Owner", texts({ ID: ownerId(account) })) +
          element("Buckets", items.join("")) +
          texts({
            Prefix: prefix === "" ? undefined : prefix,
            ContinuationToken: more ? Buffer.from(last).toString("base64url") : undefined,
          }),
      );
    },

    async "PUT bucket"(request, { account, region }) {
      const { bucket: name } = request;
      refuseWhatIsNotHere(request);
      if (!bucketName.test(name)) {
        throw s3Error("InvalidBucketName", 400, "The specified bucket is not valid.", { BucketName: name });
      }
      if (headerOf(request, "x-amz-bucket-object-lock-enabled") === "true")
        throw notImplemented("Object Lock");
      const { location, tags } = await readCreation(request, region);
      const existing = buckets.get(name);
      if (existing !== undefined && existing.identity.account !== account) {
        const message =
          "The requested bucket name is not available. The bucket namespace is shared by all users of the system. Please select a different name and try again.";
        throw s3Error("BucketAlreadyExists", 409, message, { BucketName: name });
      }
      if (existing !== undefined && (region !== firstRegion || existing.identity.region !== firstRegion)) {
        const message = "Your previous request to create the named bucket succeeded and you already own it.";
        throw s3Error("BucketAlreadyOwnedByYou", 409, message, { BucketName: name });
      }
      if (existing === undefined) {
        const settings: BucketSettings = { documents: initialDocuments, ...(tags !== undefined && { tags }) };
        const bucket = { name, account, region: location, createdAt: Date.now() };
        buckets.change({ type: "bucket", bucket, settings });
      }
      return { headers: { location: `/${name}`, "x-amz-bucket-arn": bucketArn(name) } };
    },

    "HEAD bucket"(request) {
      const { name, region } = findBucket(buckets, request).identity;
      return {
        headers: {
          ...{ "content-type": "application/xml", "x-amz-bucket-region": region },
          ...{ "x-amz-access-point-alias": "false", "x-amz-bucket-arn": bucketArn(name) },
        },
      };
    },

    "DELETE bucket"(request) {
      const bucket = findBucket(buckets, request);
      if (bucket.objects.size > 0) {
        const message = "The bucket you tried to delete is not empty";
        throw s3Error("BucketNotEmpty", 409, message, { BucketName: request.bucket });
      }
      buckets.change({ type: "delete-bucket", name: request.bucket });
      return { status: 204 };
    },

    "GET bucket?location"(request) {
      const { region } = findBucket(buckets, request).identity;
      return xmlAnswer("LocationConstraint", region === firstRegion ? "" : region);
    },

    "GET bucket?versioning"(request) {
      const { versioning } = findBucket(buckets, request).settings;
      return xmlAnswer("VersioningConfiguration", texts({ Status: versioning }));
    },

    async "PUT bucket?versioning"(request) {
      const bucket = findBucket(buckets, request);
      const root = readXml(await receiveText(request));
      const status = textOf(root, "Status");
      if (root.name !== "VersioningConfiguration" || status === undefined) throw malformedXml();
      if (status === "Enabled") throw notImplemented("Versioning");
      if (status !== "Suspended") throw malformedXml();
      const settings: BucketSettings = { ...bucket.settings, versioning: status };
      buckets.change({ type: "bucket", bucket: bucket.identity, settings });
      return {};
    },
  };
}

/** Of the request's document, which may be missing. Throws AwsError. */
async function readCreation(
  request: S3Request,
  region: string,
): Promise<{ location: string; tags?: Readonly<Record<string, string>> }> {
  const source = await receiveText(request);
  const root = source.trim() === "" ? undefined : readXml(source);
  if (root !== undefined && root.name !== "CreateBucketConfiguration") throw malformedXml();
  for (const { name } of root?.children ?? []) {
    if (name !== "LocationConstraint" && name !== "Tags") throw notImplemented(`${name} of CreateBucket`);
  }
  const asked = root === undefined ? undefined : textOf(root, "LocationConstraint");
  const tagPairs = root?.children
    .find(({ name }) => name === "Tags")
    ?.children.map((tag) => [textOf(tag, "Key") ?? "", textOf(tag, "Value") ?? ""] as const);
  const tags = tagPairs === undefined ? {} : { tags: Object.fromEntries(tagPairs) };
  if (asked === undefined || asked === "") {
    if (region === firstRegion) return { location: region, ...tags };
    throw illegalLocation("unspecified");
  }
  if (asked === firstRegion || !/^(EU|[a-z]{2}(-[a-z]+)+-\d)$/.test(asked)) {
    const message = "The specified location-constraint is not valid";
    throw s3Error("InvalidLocationConstraint", 400, message, { LocationConstraint: asked });
  }
  const location = asked === "EU" ? "eu-west-1" : asked;
  // The first region's endpoint makes buckets anywhere.
  if (region !== firstRegion && location !== region) throw illegalLocation(asked);
  return { location, ...tags };
}

function illegalLocation(asked: string): Error {
  const message = `The ${asked} location constraint is incompatible for the region specific endpoint this request was sent to.`;
  return s3Error("IllegalLocationConstraintException", 400, message);
}

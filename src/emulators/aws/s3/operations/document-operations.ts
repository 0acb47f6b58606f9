import type { AwsError } from "../../front/aws-error.js";
import { receiveText } from "../bodies/receive-body.js";
import { findBucket } from "../find-bucket.js";
import type { S3Operations } from "../request.js";
import { malformedXml, notImplemented, s3Error } from "../s3-error.js";
import type { Bucket } from "../state/bucket.js";
import type { Buckets } from "../state/buckets.js";
import type { Texts } from "../state/stored-object.js";
import { childrenOf, readXml, textOf, type XmlElement } from "../xml/read-xml.js";
import { xmlAnswer, xmlOf } from "../xml/write-xml.js";

/** A configuration that is kept and shown, and asks nothing of what happens later. */
interface Kept {
  /** Of the document. */
  readonly root: string;
  /** Throws AwsError for a document that S3 would not take, or that would ask for what is not here. */
  check(root: XmlElement): void;
  /** Where there is none. */
  missing(name: string): AwsError;
}

const none = (code: string, message: string) => (name: string) =>
  s3Error(code, 404, message, { BucketName: name });

const kept: Readonly<Record<string, Kept>> = {
  encryption: {
    root: "ServerSideEncryptionConfiguration",
    check(root) {
      const rules = childrenOf(root, "Rule");
      if (rules.length !== 1) throw malformedXml();
      const [byDefault] = childrenOf(rules[0] ?? root, "ApplyServerSideEncryptionByDefault");
      const algorithm = byDefault === undefined ? undefined : textOf(byDefault, "SSEAlgorithm");
      if (!["AES256", "aws:kms", "aws:kms:dsse"].includes(algorithm ?? "")) throw malformedXml();
    },
    missing: none(
      "ServerSideEncryptionConfigurationNotFoundError",
      "The server side encryption configuration was not found",
    ),
  },
  lifecycle: {
    root: "LifecycleConfiguration",
    check(root) {
      const rules = childrenOf(root, "Rule");
      const isRule = (rule: XmlElement): boolean => /^(Enabled|Disabled)$/.test(textOf(rule, "Status") ?? "");
      if (rules.length === 0 || !rules.every(isRule)) throw malformedXml();
    },
    missing: none("NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
  },
  ownershipControls: {
    root: "OwnershipControls",
    check(root) {
      const [rule, ...more] = childrenOf(root, "Rule");
      const ownership = rule === undefined ? undefined : textOf(rule, "ObjectOwnership");
      if (more.length > 0 || ownership === undefined) throw malformedXml();
      if (ownership === "BucketOwnerPreferred" || ownership === "ObjectWriter") {
        throw notImplemented(`ObjectOwnership ${ownership}, which is for ACLs,`);
      }
      if (ownership !== "BucketOwnerEnforced") throw malformedXml();
    },
    missing: none("OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
  },
  publicAccessBlock: {
    root: "PublicAccessBlockConfiguration",
    check(root) {
      const known = ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"];
      const isFlag = ({ name, text }: XmlElement): boolean =>
        known.includes(name) && /^(true|false)$/i.test(text);
      if (!root.children.every(isFlag)) throw malformedXml();
    },
    missing: none(
      "NoSuchPublicAccessBlockConfiguration",
      "The public access block configuration was not found",
    ),
  },
};

const defaultEncryption =
  "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>";

/** What a bucket has from the first (since April 2023): encryption by S3, no ACLs, no public access. */
export const initialDocuments: Texts = {
  encryption: defaultEncryption,
  ownershipControls: "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>",
  publicAccessBlock: ["BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"]
    .map((name) => `<${name}>true</${name}>`)
    .join(""),
};

/** Encryption, lifecycle, ownership and public access: `Put…`, `Get…`, `Delete…`. */
export function documentOperations(buckets: Buckets): S3Operations {
  const keep = ({ identity, settings }: Bucket, name: string, document: string | undefined): void => {
    const { [name]: _, ...others } = settings.documents;
    const documents = document === undefined ? others : { ...others, [name]: document };
    buckets.change({ type: "bucket", bucket: identity, settings: { ...settings, documents } });
  };
  return Object.fromEntries(
    Object.entries(kept).flatMap(([name, { root, check, missing }]): [string, S3Operations[string]][] => [
      [
        `PUT bucket?${name}`,
        async (request) => {
          const document = readXml(await receiveText(request));
          if (document.name !== root) throw malformedXml();
          check(document);
          keep(findBucket(buckets, request), name, document.children.map(xmlOf).join(""));
          return {};
        },
      ],
      [
        `GET bucket?${name}`,
        (request) => {
          const document = findBucket(buckets, request).settings.documents[name];
          if (document === undefined) throw missing(request.bucket);
          return xmlAnswer(root, document);
        },
      ],
      [
        `DELETE bucket?${name}`,
        (request) => {
          // Encryption cannot be taken away, only what was said of it.
          keep(findBucket(buckets, request), name, name === "encryption" ? defaultEncryption : undefined);
          return { status: 204 };
        },
      ],
    ]),
  );
}

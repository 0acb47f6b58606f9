import type { Body } from "../bodies/bodies.js";
import type { Checksum, ChecksumAlgorithm } from "../bodies/checksums.js";

export type Texts = Readonly<Record<string, string>>;

/** What an object is given along with its bytes. */
export interface ObjectProperties {
  /** System headers in lower case, as they are given back: `content-type`, `x-amz-storage-class`. */
  readonly headers: Texts;
  /** User metadata, without `x-amz-meta-`. */
  readonly metadata: Texts;
  readonly tags: Texts;
}

export interface StoredObject extends ObjectProperties {
  readonly key: string;
  readonly bytes: number;
  readonly body: Body;
  /** Without quotes. */
  readonly etag: string;
  /** Milliseconds since 1970. */
  readonly modifiedAt: number;
  readonly checksum?: Checksum;
  /** Of each part, where it was uploaded in parts. */
  readonly partBytes?: readonly number[];
}

export interface Part {
  readonly number: number;
  readonly bytes: number;
  readonly body: Body;
  readonly etag: string;
  readonly modifiedAt: number;
  readonly algorithm: ChecksumAlgorithm;
  /** base64 */
  readonly checksum: string;
}

/** A multipart upload that is under way. */
export interface Upload extends ObjectProperties {
  readonly id: string;
  readonly key: string;
  readonly startedAt: number;
  /** Asked for when it was created; what parts are checked by. */
  readonly checksum?: Pick<Checksum, "algorithm" | "type">;
}

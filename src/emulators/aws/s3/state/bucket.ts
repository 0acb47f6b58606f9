import type { NotificationConfiguration } from "../notifications/notification-configuration.js";
import { OrderedKeys } from "./ordered-keys.js";
import type { Part, StoredObject, Texts, Upload } from "./stored-object.js";

export interface BucketIdentity {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly createdAt: number;
}

/** What a bucket was told. */
export interface BucketSettings {
  readonly tags?: Texts;
  /** JSON, as it was given. */
  readonly policy?: string;
  readonly versioning?: "Suspended";
  readonly notifications?: NotificationConfiguration;
  /** Configurations that are kept and shown: the document's inner XML by the subresource's name. */
  readonly documents: Texts;
}

export interface UploadUnderWay extends Upload {
  readonly parts: Map<number, Part>;
}

/** A bucket with all that is in it. */
export class Bucket {
  settings: BucketSettings;
  readonly objects = new Map<string, StoredObject>();
  /** Of the objects, in the order that they are listed. */
  readonly keys = new OrderedKeys();
  readonly uploads = new Map<string, UploadUnderWay>();

  constructor(
    readonly identity: BucketIdentity,
    settings: BucketSettings,
  ) {
    this.settings = settings;
  }
}

import type { DurableState } from "../../front/aws-service.js";
import type { Bodies } from "../bodies/bodies.js";
import { Bucket, type BucketIdentity, type BucketSettings } from "./bucket.js";
import type { Part, StoredObject, Texts, Upload } from "./stored-object.js";

/** What happens to buckets, as the journal has it. */
export type Change =
  /** A bucket is made, or told something else. */
  | { readonly type: "bucket"; readonly bucket: BucketIdentity; readonly settings: BucketSettings }
  | { readonly type: "delete-bucket"; readonly name: string }
  /** An object is there, in place of another of its key; the upload that it was made of is over. */
  | { readonly type: "put"; readonly name: string; readonly object: StoredObject; readonly upload?: string }
  | { readonly type: "delete"; readonly name: string; readonly keys: readonly string[] }
  | { readonly type: "tags"; readonly name: string; readonly key: string; readonly tags: Texts }
  | { readonly type: "upload"; readonly name: string; readonly upload: Upload }
  | { readonly type: "part"; readonly name: string; readonly upload: string; readonly part: Part }
  | { readonly type: "abort"; readonly name: string; readonly upload: string };

/** About what a snapshot says of an object or part, in bytes. */
const recordBytes = 600;

/** Every bucket: their names are unique among all accounts and regions. */
export class Buckets implements DurableState {
  readonly #buckets = new Map<string, Bucket>();
  readonly #bodies: Bodies;
  #write: ((change: Uint8Array) => void) | undefined;
  #records = 0;

  constructor(bodies: Bodies) {
    this.#bodies = bodies;
  }

  get(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** By name. */
  all(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((one, other) =>
      one.identity.name < other.identity.name ? -1 : 1,
    );
  }

  /** Does a change and writes it down. */
  change(change: Change): void {
    this.#apply(change);
    this.#write?.(encode(change));
  }

  recordTo(write: (change: Uint8Array) => void): void {
    this.#write = write;
    // What was written and never named, as when the process was killed in between.
    this.#bodies.sweep();
  }

  replay(change: Buffer): void {
    this.#apply(JSON.parse(change.toString("utf8")) as Change);
  }

  /** What is in a bucket never changes, it is replaced: the lists are copied, not what they hold. */
  snapshot(): Iterable<Uint8Array> {
    const parts = [...this.#buckets.values()].map(({ identity, settings, objects, uploads }) => ({
      ...{ identity, settings, objects: [...objects.values()] },
      uploads: [...uploads.values()].map(({ parts: uploaded, ...upload }) => ({
        ...{ upload, uploaded: [...uploaded.values()] },
      })),
    }));
    return (function* () {
      for (const { identity, settings, objects, uploads } of parts) {
        const { name } = identity;
        yield encode({ type: "bucket", bucket: identity, settings });
        for (const object of objects) yield encode({ type: "put", name, object });
        for (const { upload, uploaded } of uploads) {
          yield encode({ type: "upload", name, upload });
          for (const part of uploaded) yield encode({ type: "part", name, upload: upload.id, part });
        }
      }
    })();
  }

  liveBytes(): number {
    return (this.#records + this.#buckets.size) * recordBytes;
  }

  #apply(change: Change): void {
    if (change.type === "bucket") {
      const known = this.#buckets.get(change.bucket.name);
      if (known === undefined) {
        this.#buckets.set(change.bucket.name, new Bucket(change.bucket, change.settings));
      } else known.settings = change.settings;
      return;
    }
    const bucket = this.#buckets.get(change.name);
    if (bucket === undefined) return;
    switch (change.type) {
      case "delete-bucket":
        for (const id of bucket.uploads.keys()) this.#endUpload(bucket, id);
        this.#buckets.delete(change.name);
        return;
      case "put":
        this.#bodies.retain(change.object.body);
        this.#deleteObject(bucket, change.object.key);
        bucket.objects.set(change.object.key, change.object);
        bucket.keys.add(change.object.key);
        this.#records += 1;
        if (change.upload !== undefined) this.#endUpload(bucket, change.upload);
        return;
      case "delete":
        for (const key of change.keys) this.#deleteObject(bucket, key);
        return;
      case "tags": {
        const object = bucket.objects.get(change.key);
        if (object !== undefined) bucket.objects.set(change.key, { ...object, tags: change.tags });
        return;
      }
      case "upload":
        bucket.uploads.set(change.upload.id, { ...change.upload, parts: new Map() });
        this.#records += 1;
        return;
      case "part": {
        const parts = bucket.uploads.get(change.upload)?.parts;
        if (parts === undefined) return;
        this.#bodies.retain(change.part.body);
        const replaced = parts.get(change.part.number);
        parts.set(change.part.number, change.part);
        if (replaced !== undefined) this.#bodies.release(replaced.body);
        else this.#records += 1;
        return;
      }
      case "abort":
        this.#endUpload(bucket, change.upload);
    }
  }

  #deleteObject(bucket: Bucket, key: string): void {
    const object = bucket.objects.get(key);
    if (object === undefined) return;
    bucket.objects.delete(key);
    bucket.keys.delete(key);
    this.#records -= 1;
    this.#bodies.release(object.body);
  }

  #endUpload(bucket: Bucket, id: string): void {
    const upload = bucket.uploads.get(id);
    if (upload === undefined) return;
    bucket.uploads.delete(id);
    this.#records -= 1 + upload.parts.size;
    for (const { body } of upload.parts.values()) this.#bodies.release(body);
  }
}

function encode(change: Change): Buffer {
  return Buffer.from(JSON.stringify(change));
}

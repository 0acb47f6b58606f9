import { logger } from "../chassis/logger.js";
import { addMetric } from "../chassis/metrics.js";
import { type Handler, type ObservedOptions, observed } from "../chassis/observed.js";
import type { FileReference, ItemFiles } from "../domain/item-file.js";

/** What S3 tells of an object; test events of S3 have no records. */
export interface ObjectEvent {
  readonly Records?: readonly {
    readonly s3: {
      readonly bucket: { readonly name: string };
      readonly object: {
        readonly key: string;
        readonly versionId?: string;
        readonly sequencer?: string;
        readonly eTag?: string;
      };
    };
  }[];
}

/**
 * A handler for objects that were put into the bucket. A failure is thrown on: Lambda then tries the event twice more,
 * and after that sends it to the dead-letter queue.
 */
export function objectHandler(
  files: ItemFiles,
  observe: ObservedOptions<ObjectEvent, void> = {},
): Handler<ObjectEvent, void> {
  const handle = async ({ Records = [] }: ObjectEvent): Promise<void> => {
    for (const record of Records) {
      const file = fileOf(record);
      logger.info("Processing a file", { ...file });
      const processed = await files.process(file);
      if (processed === undefined) {
        logger.warn("The file is gone", { ...file });
        continue;
      }
      addMetric("FilesProcessed", 1, "Count");
      addMetric("FileSize", processed.bytes, "Bytes");
      logger.info("The file was processed", { ...processed });
    }
  };
  const attributes = { "faas.trigger": "datasource", "faas.document.operation": "insert" };
  return observed(handle, {
    span: () => ({ name: "process objects", kind: "consumer", attributes }),
    ...observe,
  });
}

function fileOf({ s3: { bucket, object } }: NonNullable<ObjectEvent["Records"]>[number]): FileReference {
  return {
    bucket: bucket.name,
    // S3 encodes keys in events as a form does: a space is a plus.
    key: decodeURIComponent(object.key.replaceAll("+", " ")),
    revision: object.versionId ?? object.sequencer ?? object.eTag ?? "only",
  };
}

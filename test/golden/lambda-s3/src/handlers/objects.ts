import { DynamoDbFileRecords } from "../adapters/dynamodb-file-records.js";
import { objectHandler } from "../adapters/object-events.js";
import { S3FileSource } from "../adapters/s3-file-source.js";
import { serviceTable } from "../chassis/dynamodb.js";
import { ItemFiles } from "../domain/item-file.js";

/** Called by S3 for each object that is put into the bucket. */
export const handler = objectHandler(
  new ItemFiles({
    source: new S3FileSource(),
    records: new DynamoDbFileRecords(serviceTable()),
    now: () => new Date(),
  }),
);

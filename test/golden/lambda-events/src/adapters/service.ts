import type { Table } from "../chassis/dynamodb.js";
import { ItemProcessing } from "../domain/item-processing.js";
import { DynamoDbProcessedStore } from "./dynamodb-processed-store.js";

/** How the rooms of this service are joined. */
export function processingIn(table: Table): ItemProcessing {
  return new ItemProcessing(new DynamoDbProcessedStore(table), () => new Date());
}

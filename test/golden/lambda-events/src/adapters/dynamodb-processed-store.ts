import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { cancellationReasons, type Table } from "../chassis/dynamodb.js";
import { eventWrite } from "../chassis/event-store.js";
import { writeOnce } from "../chassis/inbox.js";
import type { ItemProcessed, ProcessedItem, ProcessedStore } from "../domain/item-processing.js";

const consumer = "process";

/** Results in the service's table: result, event and the mark of the delivery in one transaction. */
export class DynamoDbProcessedStore implements ProcessedStore {
  constructor(private readonly table: Table) {}

  async keepOnce(deliveryId: string, result: ProcessedItem, event: ItemProcessed): Promise<boolean> {
    const key = keyOf(result.itemId);
    const Put = {
      TableName: this.table.name,
      Item: { ...key, kind: "item", state: result },
      ConditionExpression: "attribute_not_exists(pk)",
    };
    try {
      return await writeOnce(this.table, consumer, deliveryId, [{ Put }, eventWrite(this.table, key.pk, 1, event)]);
    } catch (error) {
      // Another delivery spoke of the same one, and was first.
      if (cancellationReasons(error)?.includes("ConditionalCheckFailed")) return false;
      throw error;
    }
  }

  async find(itemId: string): Promise<ProcessedItem | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key: keyOf(itemId), ConsistentRead: true }),
    );
    return Item?.state as ProcessedItem | undefined;
  }
}

function keyOf(itemId: string) {
  return { pk: `item#${itemId}`, sk: "state" };
}

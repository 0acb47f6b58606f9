import { randomUUID } from "node:crypto";
import type { Table } from "../chassis/dynamodb.js";
import { Items } from "../domain/items.js";
import { DynamoDbItemRepository } from "./dynamodb/dynamodb-item-repository.js";

/** How the rooms of this service are joined. */
export function itemsIn(table: Table): Items {
  return new Items(new DynamoDbItemRepository(table), () => new Date(), randomUUID);
}

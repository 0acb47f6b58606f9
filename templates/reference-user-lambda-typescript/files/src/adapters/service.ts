import { randomUUID } from "node:crypto";
import type { Table } from "../chassis/dynamodb.js";
import { Users } from "../domain/users.js";
import { DynamoDbUserStore } from "./dynamodb-user-store.js";

/** How the rooms of this service are joined. */
export function usersIn(table: Table): Users {
  return new Users({ store: new DynamoDbUserStore(table), newId: randomUUID, clock: () => new Date() });
}

import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../chassis/dynamodb.js";
import type { Customer } from "../domain/customer.js";
import type { CustomerDirectory } from "../domain/ports.js";

/** This service's copy of the users, which learns from the user service's events. */
export interface CustomerProjection extends CustomerDirectory {
  /** Leaves what is known alone when it is newer: events can arrive late, or twice. */
  learn(customer: Customer): Promise<void>;
}

export class DynamoDbCustomers implements CustomerProjection {
  constructor(private readonly table: Table) {}

  async find(userId: string): Promise<Customer | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key: keyOf(userId), ConsistentRead: true }),
    );
    return Item?.state as Customer | undefined;
  }

  async learn(customer: Customer): Promise<void> {
    try {
      await this.table.client.send(
        new PutCommand({
          TableName: this.table.name,
          Item: { ...keyOf(customer.userId), kind: "customer", version: customer.version, state: customer },
          ConditionExpression: "attribute_not_exists(pk) OR version <= :incoming",
          ExpressionAttributeValues: { ":incoming": customer.version },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }
}

function keyOf(userId: string) {
  return { pk: `customer#${userId}`, sk: "state" };
}

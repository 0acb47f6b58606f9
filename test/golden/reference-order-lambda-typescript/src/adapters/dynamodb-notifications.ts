import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../chassis/dynamodb.js";
import type { Notification } from "../domain/notification.js";

export function notificationKey(orderId: string) {
  return { pk: `order#${orderId}`, sk: "notification" };
}

/** Keeps notifications. */
export interface Notifications {
  /** @returns false when this order had one already: a customer is told once */
  keepOnce(notification: Notification): Promise<boolean>;
}

export class DynamoDbNotifications implements Notifications {
  constructor(private readonly table: Table) {}

  async keepOnce(notification: Notification): Promise<boolean> {
    const Item = { ...notificationKey(notification.orderId), kind: "notification", state: notification };
    try {
      await this.table.client.send(
        new PutCommand({ TableName: this.table.name, Item, ConditionExpression: "attribute_not_exists(pk)" }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

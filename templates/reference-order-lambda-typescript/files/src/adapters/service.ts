import { randomUUID } from "node:crypto";
import type { Table } from "../chassis/dynamodb.js";
import type { Queue } from "../chassis/queue.js";
import { OrderSaga } from "../domain/order-saga.js";
import { Orders } from "../domain/orders.js";
import { DynamoDbCustomers } from "./dynamodb-customers.js";
import { DynamoDbNotifications } from "./dynamodb-notifications.js";
import { DynamoDbOrderStore } from "./dynamodb-order-store.js";
import { DynamoDbOrderViews } from "./dynamodb-order-views.js";
import { EventPaymentRequests } from "./event-payment-requests.js";

const clock = () => new Date();

/** What the API needs. */
export function ordersIn(table: Table) {
  const views = new DynamoDbOrderViews(table);
  const orders = new Orders({ store: new DynamoDbOrderStore(table), views, newId: randomUUID, clock });
  return { orders, customers: new DynamoDbCustomers(table) };
}

/** What carries orders out. */
export function sagaIn(table: Table, reminders: Pick<Queue, "sendLater">) {
  const orders = new DynamoDbOrderStore(table);
  const requests = new EventPaymentRequests({ table, keyOf: (id) => orders.keyOf(id), reminders });
  const saga = new OrderSaga({ orders, customers: new DynamoDbCustomers(table), payments: requests, clock });
  return { saga, orders, requests, clock };
}

/** What tells customers. */
export function notificationsIn(table: Table) {
  return { notifications: new DynamoDbNotifications(table), newId: randomUUID, clock };
}

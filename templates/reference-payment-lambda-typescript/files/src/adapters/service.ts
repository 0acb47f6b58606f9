import { randomUUID } from "node:crypto";
import type { Table } from "../chassis/dynamodb.js";
import { Payments } from "../domain/payments.js";
import { SandboxPaymentProvider } from "../domain/sandbox-payment-provider.js";
import { DynamoDbPaymentStore } from "./dynamodb-payment-store.js";

/** How the rooms of this service are joined. */
export function paymentsIn(table: Table): Payments {
  return new Payments({
    store: new DynamoDbPaymentStore(table),
    provider: new SandboxPaymentProvider(),
    newId: randomUUID,
    clock: () => new Date(),
  });
}

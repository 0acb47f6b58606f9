import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { AggregateStore } from "../chassis/aggregate-store.js";
import { cancellationReasons, type Table } from "../chassis/dynamodb.js";
import { listPage } from "../chassis/listing.js";
import type { Payment } from "../domain/payment.js";
import type { PaymentEvent } from "../domain/payment-events.js";
import type { KeyedPayment, Page, PageRequest, PaymentChange, PaymentStore } from "../domain/ports.js";

const all = "payments";

/** Payments in the service's table; an item under the idempotency key, written with the payment, makes it one a key. */
export class DynamoDbPaymentStore implements PaymentStore {
  readonly #payments: AggregateStore<Payment>;

  constructor(private readonly table: Table) {
    this.#payments = new AggregateStore<Payment>(table, "payment", ({ id, orderId, createdAt }) => ({
      list: all,
      owner: ownerOf(orderId),
      sort: `${createdAt}#${id}`,
    }));
  }

  async findByKey(idempotencyKey: string): Promise<KeyedPayment | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key: keyOf(idempotencyKey), ConsistentRead: true }),
    );
    if (Item === undefined) return undefined;
    const payment = await this.find(String(Item.paymentId));
    return payment && { payment, fingerprint: String(Item.fingerprint) };
  }

  async addOnce(
    idempotencyKey: string,
    { payment, fingerprint }: KeyedPayment,
    event: PaymentEvent,
  ): Promise<KeyedPayment> {
    const Put = {
      TableName: this.table.name,
      Item: { ...keyOf(idempotencyKey), kind: "idempotency-key", paymentId: payment.id, fingerprint },
      ConditionExpression: "attribute_not_exists(pk)",
    };
    try {
      await this.#payments.add(payment.id, { state: payment, event, writes: [{ Put }] });
      return { payment, fingerprint };
    } catch (error) {
      const [, , key] = cancellationReasons(error) ?? [];
      const first = key === "ConditionalCheckFailed" ? await this.findByKey(idempotencyKey) : undefined;
      if (first === undefined) throw error;
      return first;
    }
  }

  async change(
    id: string,
    decide: (payment: Payment) => PaymentChange | undefined,
  ): Promise<Payment | undefined> {
    const changed = await this.#payments.change(id, async ({ state }) => {
      const change = decide(state);
      return change && { state: change.payment, event: change.event };
    });
    return changed?.after;
  }

  async find(id: string): Promise<Payment | undefined> {
    return (await this.#payments.find(id))?.state;
  }

  list(filter: { readonly orderId?: string | undefined }, page: PageRequest): Promise<Page<Payment>> {
    const where = filter.orderId === undefined ? { list: all } : { owner: ownerOf(filter.orderId) };
    return listPage<Payment>(this.table, where, page);
  }
}

function ownerOf(orderId: string): string {
  return `payments-of-order#${orderId}`;
}

function keyOf(idempotencyKey: string) {
  return { pk: `idempotency-key#${idempotencyKey}`, sk: "payment" };
}

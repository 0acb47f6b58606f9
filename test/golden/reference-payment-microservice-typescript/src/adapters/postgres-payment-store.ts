import { type Selectable, sql } from "kysely";
import type { Outbox } from "../chassis/outbox.js";
import type { Payment } from "../domain/payment.js";
import type { PaymentEvent } from "../domain/payment-events.js";
import type { KeyedPayment, Page, PageRequest, PaymentChange, PaymentStore } from "../domain/ports.js";
import { cutPage, fromCursor } from "./page-cursor.js";
import type { PaymentDatabase, PaymentsTable } from "./schema.js";

/** Payments in PostgreSQL: a payment and its outbox row change in one transaction. */
export class PostgresPaymentStore implements PaymentStore {
  constructor(
    private readonly db: PaymentDatabase,
    private readonly outbox: Outbox,
  ) {}

  async findByKey(idempotencyKey: string): Promise<KeyedPayment | undefined> {
    const query = this.db.selectFrom("payments").selectAll().where("idempotency_key", "=", idempotencyKey);
    const row = await query.executeTakeFirst();
    return row && { payment: paymentOf(row), fingerprint: row.fingerprint };
  }

  async addOnce(idempotencyKey: string, entry: KeyedPayment, event: PaymentEvent): Promise<KeyedPayment> {
    const added = await this.db.transaction().execute(async (trx) => {
      // A rival under the same key waits here until this transaction ends, then inserts nothing.
      const inserted = await trx
        .insertInto("payments")
        .values({
          ...columnsOf(entry.payment),
          idempotency_key: idempotencyKey,
          fingerprint: entry.fingerprint,
        })
        .onConflict((conflict) => conflict.column("idempotency_key").doNothing())
        .returning("id")
        .executeTakeFirst();
      if (inserted !== undefined) await this.outbox.add(trx, event);
      return inserted !== undefined;
    });
    if (added) return entry;
    const kept = await this.findByKey(idempotencyKey);
    if (kept === undefined) throw new Error(`The payment under the key ${idempotencyKey} is gone`);
    return kept;
  }

  async change(
    id: string,
    decide: (payment: Payment) => PaymentChange | undefined,
  ): Promise<Payment | undefined> {
    return this.db.transaction().execute(async (trx) => {
      const query = trx.selectFrom("payments").selectAll().where("id", "=", id).forUpdate();
      const row = await query.executeTakeFirst();
      if (row === undefined) return undefined;
      const current = paymentOf(row);
      const change = decide(current);
      if (change === undefined) return current;
      await trx.updateTable("payments").set({ status: change.payment.status }).where("id", "=", id).execute();
      await this.outbox.add(trx, change.event);
      return change.payment;
    });
  }

  async find(id: string): Promise<Payment | undefined> {
    const row = await this.db.selectFrom("payments").selectAll().where("id", "=", id).executeTakeFirst();
    return row && paymentOf(row);
  }

  async list(
    { orderId }: { readonly orderId?: string | undefined },
    { limit, cursor }: PageRequest,
  ): Promise<Page<Payment>> {
    let query = this.db
      .selectFrom("payments")
      .selectAll()
      .orderBy("created_at")
      .orderBy("id")
      .limit(limit + 1);
    if (orderId !== undefined) query = query.where("order_id", "=", orderId);
    if (cursor !== undefined) {
      const after = fromCursor(cursor);
      query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    }
    const { rows, next } = cutPage(await query.execute(), limit);
    return { items: rows.map(paymentOf), ...next };
  }
}

function columnsOf(payment: Payment) {
  return {
    id: payment.id,
    order_id: payment.orderId,
    amount_minor: payment.money.minorUnits,
    currency: payment.money.currency,
    method: payment.method,
    status: payment.status,
    reason: payment.reason ?? null,
    created_at: new Date(payment.createdAt),
  };
}

function paymentOf(row: Selectable<PaymentsTable>): Payment {
  return {
    id: row.id,
    orderId: row.order_id,
    money: { minorUnits: Number(row.amount_minor), currency: row.currency },
    method: row.method,
    status: row.status,
    ...(row.reason === null ? {} : { reason: row.reason }),
    createdAt: row.created_at.toISOString(),
  };
}

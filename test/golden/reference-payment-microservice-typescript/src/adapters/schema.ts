import type { ColumnType, Kysely } from "kysely";
import type { ChassisSchema } from "../chassis/schema.js";
import type { PaymentStatus } from "../domain/payment.js";

export interface PaymentsTable {
  id: string;
  order_id: string;
  /** A bigint, which the driver reads as text. */
  amount_minor: ColumnType<string, number, never>;
  currency: string;
  method: string;
  status: PaymentStatus;
  reason: string | null;
  /** Unique: the first request under a key is the only one that counts. */
  idempotency_key: string;
  fingerprint: string;
  created_at: ColumnType<Date, Date, never>;
}

export interface PaymentSchema {
  payments: PaymentsTable;
}

export type PaymentDatabase = Kysely<PaymentSchema & ChassisSchema>;

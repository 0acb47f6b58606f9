import type { ColumnType, Kysely, Transaction } from "kysely";
import type { ChassisSchema } from "../chassis/schema.js";
import type { OrderStatus } from "../domain/order.js";
import type { OrderView } from "../domain/ports.js";

/** The write model. Amounts are in minor units; a bigint is read as text by the driver. */
export interface OrdersTable {
  id: string;
  user_id: string;
  items: ColumnType<StoredItem[], string, never>;
  total_minor: ColumnType<string, number, never>;
  currency: string;
  payment_method: string;
  status: OrderStatus;
  reason: string | null;
  payment_id: string | null;
  refunded: boolean;
  created_at: ColumnType<Date, Date, never>;
  updated_at: Date;
}

export interface StoredItem {
  readonly sku: string;
  readonly quantity: number;
  readonly priceMinor: number;
}

/** The read model: what `GET /api/v1/orders/{id}` answers, ready made. */
export interface OrderViewsTable {
  id: string;
  user_id: string;
  body: ColumnType<OrderView, string, string>;
  created_at: ColumnType<Date, Date, never>;
}

export interface StockTable {
  sku: string;
  available: number;
}

/** What each order took from stock, so that it is taken once and put back once. */
export interface StockReservationsTable {
  order_id: string;
  sku: string;
  quantity: number;
  released: boolean;
}

/** This service's copy of the users, kept from the user service's events. */
export interface CustomersTable {
  user_id: string;
  name: string;
  email: string;
  version: number;
  removed: boolean;
}

export interface NotificationsTable {
  id: string;
  order_id: string;
  user_id: string;
  message: string;
  sent_at: Date;
}

export interface OrderSchema {
  orders: OrdersTable;
  order_views: OrderViewsTable;
  stock: StockTable;
  stock_reservations: StockReservationsTable;
  customers: CustomersTable;
  notifications: NotificationsTable;
}

export type OrderDatabase = Kysely<OrderSchema & ChassisSchema>;
export type OrderTransaction = Transaction<OrderSchema & ChassisSchema>;

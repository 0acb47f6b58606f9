import type { ColumnType, Kysely, Transaction } from "kysely";
import type { EventStoreSchema } from "../chassis/event-store.js";
import type { ChassisSchema } from "../chassis/schema.js";

/** The current state of each user; the history is in `event_store`. */
export interface UsersTable {
  id: string;
  name: string;
  email: string;
  /** The address as it is compared: unique. */
  email_key: string;
  profile: ColumnType<Record<string, unknown> | null, string | null, string | null>;
  version: number;
  created_at: ColumnType<Date, Date, never>;
}

export interface UserSchema extends EventStoreSchema {
  users: UsersTable;
}

export type UserDatabase = Kysely<UserSchema & ChassisSchema>;
export type UserTransaction = Transaction<UserSchema & ChassisSchema>;

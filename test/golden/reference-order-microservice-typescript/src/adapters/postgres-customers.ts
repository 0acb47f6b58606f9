import type { Selectable } from "kysely";
import { type Customer, supersedes } from "../domain/customer.js";
import type { CustomerDirectory } from "../domain/ports.js";
import type { CustomersTable, OrderDatabase, OrderTransaction } from "./schema.js";

/** The projection of the user service's events. */
export class PostgresCustomers implements CustomerDirectory {
  constructor(private readonly db: OrderDatabase) {}

  async find(userId: string): Promise<Customer | undefined> {
    const query = this.db.selectFrom("customers").selectAll().where("user_id", "=", userId);
    const row = await query.executeTakeFirst();
    return row && customerOf(row);
  }

  /** Keeps what an event said, unless something newer is known: events can overtake one another on the way here. */
  async learn(trx: OrderTransaction, customer: Customer): Promise<void> {
    const { userId, ...details } = customer;
    const inserted = await trx
      .insertInto("customers")
      .values({ user_id: userId, ...details })
      .onConflict((conflict) => conflict.column("user_id").doNothing())
      .returning("user_id")
      .executeTakeFirst();
    if (inserted !== undefined) return;
    const known = await trx
      .selectFrom("customers")
      .selectAll()
      .where("user_id", "=", userId)
      .forUpdate()
      .executeTakeFirstOrThrow();
    if (!supersedes(customer, customerOf(known))) return;
    await trx.updateTable("customers").set(details).where("user_id", "=", userId).execute();
  }
}

function customerOf({ user_id, ...details }: Selectable<CustomersTable>): Customer {
  return { userId: user_id, ...details };
}

import { type Selectable, sql } from "kysely";
import { appendEvents, readEvents } from "../chassis/event-store.js";
import type { Outbox } from "../chassis/outbox.js";
import { EmailTakenError } from "../domain/errors.js";
import type { Page, PageRequest, StoredUserEvent, UserChange, UserStore } from "../domain/ports.js";
import { emailKey, type User } from "../domain/user.js";
import type { UserEvent } from "../domain/user-events.js";
import { cutPage, fromCursor } from "./page-cursor.js";
import type { UserDatabase, UsersTable, UserTransaction } from "./schema.js";

const aggregate = "user";

/** Users in PostgreSQL: state, history and outbox change in one transaction. */
export class PostgresUserStore implements UserStore {
  constructor(
    private readonly db: UserDatabase,
    private readonly outbox: Outbox,
  ) {}

  async add(user: User, event: UserEvent): Promise<void> {
    try {
      await this.db.transaction().execute(async (trx) => {
        await trx
          .insertInto("users")
          .values({ ...columnsOf(user), id: user.id, created_at: new Date(user.createdAt) })
          .execute();
        await this.#record(trx, 0, event);
      });
    } catch (error) {
      throw isEmailTaken(error) ? new EmailTakenError(user.email) : error;
    }
  }

  async change(id: string, decide: (user: User) => UserChange): Promise<UserChange | undefined> {
    let change: UserChange | undefined;
    try {
      await this.db.transaction().execute(async (trx) => {
        // Writers of one user queue up on its row, so each sees the version the one before it left.
        const query = trx.selectFrom("users").selectAll().where("id", "=", id).forUpdate();
        const row = await query.executeTakeFirst();
        if (row === undefined) return;
        change = decide(userOf(row));
        await this.#keep(trx, id, change.user);
        await this.#record(trx, row.version, change.event);
      });
    } catch (error) {
      throw isEmailTaken(error) ? new EmailTakenError(change?.user?.email ?? "") : error;
    }
    return change;
  }

  async find(id: string): Promise<User | undefined> {
    const row = await this.db.selectFrom("users").selectAll().where("id", "=", id).executeTakeFirst();
    return row && userOf(row);
  }

  async list({ limit, cursor }: PageRequest): Promise<Page<User>> {
    let query = this.db
      .selectFrom("users")
      .selectAll()
      .orderBy("created_at")
      .orderBy("id")
      .limit(limit + 1);
    if (cursor !== undefined) {
      const after = fromCursor(cursor);
      query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id})`);
    }
    const { rows, next } = cutPage(await query.execute(), limit);
    return { items: rows.map(userOf), ...next };
  }

  async history(id: string): Promise<readonly StoredUserEvent[]> {
    const events = await readEvents(this.db, id);
    // Only this class writes them, so the shape is known.
    return events.map(({ version, type, data }) => ({
      version,
      event: { type, subject: id, data } as unknown as UserEvent,
    }));
  }

  async #keep(trx: UserTransaction, id: string, user: User | undefined): Promise<void> {
    if (user === undefined) await trx.deleteFrom("users").where("id", "=", id).execute();
    else await trx.updateTable("users").set(columnsOf(user)).where("id", "=", id).execute();
  }

  async #record(trx: UserTransaction, expectedVersion: number, event: UserEvent): Promise<void> {
    await appendEvents(trx, aggregate, event.subject, expectedVersion, [event]);
    await this.outbox.add(trx, event);
  }
}

function columnsOf(user: User) {
  return {
    name: user.name,
    email: user.email,
    email_key: emailKey(user.email),
    profile: user.profile === undefined ? null : JSON.stringify(user.profile),
    version: user.version,
  };
}

function userOf(row: Selectable<UsersTable>): User {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    ...(row.profile === null ? {} : { profile: row.profile }),
    version: row.version,
    createdAt: row.created_at.toISOString(),
  };
}

/** SQLSTATE 23505, unique_violation, of the constraint on the address. */
function isEmailTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    error.code === "23505" &&
    "constraint" in error &&
    error.constraint === "users_email_key_unique"
  );
}

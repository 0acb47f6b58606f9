import { type Kysely, type Selectable, sql } from "kysely";
import type { Outbox } from "../../chassis/outbox.js";
import type { ChassisSchema } from "../../chassis/schema.js";
import type { DomainEvent } from "../../domain/domain-event.js";
import type { Item } from "../../domain/item.js";
import type { ItemRepository, Position } from "../../domain/item-repository.js";
import type { ItemTable, Schema } from "./item-schema.js";

/** Items in PostgreSQL; their events go through the outbox in the same transaction. */
export class PostgresItemRepository implements ItemRepository {
  constructor(
    private readonly db: Kysely<Schema & ChassisSchema>,
    private readonly outbox: Outbox,
  ) {}

  async insert(item: Item, event: DomainEvent): Promise<void> {
    await this.db.transaction().execute(async (trx) => {
      await trx.insertInto("items").values(toRow(item)).execute();
      await this.outbox.add(trx, event);
    });
  }

  async find(id: string): Promise<Item | undefined> {
    const row = await this.db.selectFrom("items").selectAll().where("id", "=", id).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(limit: number, after?: Position): Promise<readonly Item[]> {
    let query = this.db.selectFrom("items").selectAll().orderBy("created_at").orderBy("id").limit(limit);
    if (after) query = query.where(sql<boolean>`(created_at, id) > (${after.createdAt}, ${after.id}::uuid)`);
    return (await query.execute()).map(fromRow);
  }

  update(item: Item, event: DomainEvent): Promise<boolean> {
    return this.db.transaction().execute(async (trx) => {
      const result = await trx
        .updateTable("items")
        .set(toRow(item))
        .where("id", "=", item.id)
        .where("version", "=", item.version - 1)
        .executeTakeFirst();
      if (result.numUpdatedRows === 0n) return false;
      await this.outbox.add(trx, event);
      return true;
    });
  }

  delete(item: Item, event: DomainEvent): Promise<boolean> {
    return this.db.transaction().execute(async (trx) => {
      const result = await trx
        .deleteFrom("items")
        .where("id", "=", item.id)
        .where("version", "=", item.version)
        .executeTakeFirst();
      if (result.numDeletedRows === 0n) return false;
      await this.outbox.add(trx, event);
      return true;
    });
  }
}

function toRow(item: Item): ItemTable {
  const { id, name, description, createdAt, updatedAt, version } = item;
  return {
    id,
    name,
    description: description ?? null,
    created_at: createdAt,
    updated_at: updatedAt,
    version,
  };
}

function fromRow(row: Selectable<ItemTable>): Item {
  const { id, name, description, created_at: createdAt, updated_at: updatedAt, version } = row;
  return { id, name, ...(description !== null && { description }), createdAt, updatedAt, version };
}

import { type Kysely, type Selectable, sql } from "kysely";
import type { Item } from "../../domain/item.js";
import type { ItemRepository, Position } from "../../domain/item-repository.js";
import type { ItemTable, Schema } from "./item-schema.js";

/** Items in PostgreSQL. */
export class PostgresItemRepository implements ItemRepository {
  constructor(private readonly db: Kysely<Schema>) {}

  async insert(item: Item): Promise<void> {
    await this.db.insertInto("items").values(toRow(item)).execute();
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

  async update(item: Item): Promise<boolean> {
    const result = await this.db
      .updateTable("items")
      .set(toRow(item))
      .where("id", "=", item.id)
      .where("version", "=", item.version - 1)
      .executeTakeFirst();
    return result.numUpdatedRows > 0n;
  }

  async delete(item: Item): Promise<boolean> {
    const result = await this.db
      .deleteFrom("items")
      .where("id", "=", item.id)
      .where("version", "=", item.version)
      .executeTakeFirst();
    return result.numDeletedRows > 0n;
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

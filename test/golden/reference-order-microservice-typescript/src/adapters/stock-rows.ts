import type { StockLevel, StockLine } from "../domain/stock.js";
import type { OrderTransaction } from "./schema.js";

/**
 * Takes an order's lines from stock and notes what it took; does nothing when it has them already.
 *
 * @param trx must hold the lock on the order's row, which keeps a second attempt out
 * @returns why `refuse` refused, or undefined when the lines are taken
 */
export async function takeStock(
  trx: OrderTransaction,
  orderId: string,
  lines: readonly StockLine[],
  refuse: (levels: readonly StockLevel[]) => string | undefined,
): Promise<string | undefined> {
  const held = trx.selectFrom("stock_reservations").select("sku").where("order_id", "=", orderId).limit(1);
  if ((await held.executeTakeFirst()) !== undefined) return undefined;

  const skus = lines.map((line) => line.sku);
  const levels = await lockStock(trx, skus);
  const reason = refuse(levels);
  if (reason !== undefined) return reason;

  for (const { sku, quantity } of lines) await addToStock(trx, sku, -quantity);
  const reserved = lines.map(({ sku, quantity }) => ({ order_id: orderId, sku, quantity, released: false }));
  await trx.insertInto("stock_reservations").values(reserved).execute();
  return undefined;
}

/** Puts back what an order still holds. @param trx must hold the lock on the order's row */
export async function releaseStock(trx: OrderTransaction, orderId: string): Promise<void> {
  const held = await trx
    .updateTable("stock_reservations")
    .set({ released: true })
    .where("order_id", "=", orderId)
    .where("released", "=", false)
    .returning(["sku", "quantity"])
    .execute();
  if (held.length === 0) return;
  await lockStock(
    trx,
    held.map((line) => line.sku),
  );
  for (const { sku, quantity } of held) await addToStock(trx, sku, quantity);
}

/** Sorts, then locks: everybody meets the rows in the same order. */
function lockStock(trx: OrderTransaction, skus: readonly string[]): Promise<StockLevel[]> {
  return trx
    .selectFrom("stock")
    .select(["sku", "available"])
    .where("sku", "in", skus)
    .orderBy("sku")
    .forUpdate()
    .execute();
}

async function addToStock(trx: OrderTransaction, sku: string, quantity: number): Promise<void> {
  await trx
    .updateTable("stock")
    .set((row) => ({ available: row("available", "+", quantity) }))
    .where("sku", "=", sku)
    .execute();
}

import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import type { Table, Write } from "../chassis/dynamodb.js";
import type { StockLevel, StockLine } from "../domain/stock.js";

/** Something to sell from the first minute; a real shop would be told by its warehouse. Counted down once it is written. */
const initialStock: Readonly<Record<string, number>> = { A: 1_000_000, B: 1_000_000, C: 1_000_000 };

/** What is left of these skus; one that was never in stock is left out. */
export async function readStock(
  table: Table,
  lines: readonly Pick<StockLine, "sku">[],
): Promise<readonly StockLevel[]> {
  let Keys: Record<string, unknown>[] = lines.map(({ sku }) => keyOf(sku));
  const stored = new Map<string, number>();
  while (Keys.length > 0) {
    const RequestItems = { [table.name]: { Keys: Keys.slice(0, 100), ConsistentRead: true } };
    const { Responses, UnprocessedKeys } = await table.client.send(new BatchGetCommand({ RequestItems }));
    for (const item of Responses?.[table.name] ?? []) stored.set(String(item.sku), Number(item.available));
    Keys = [...Keys.slice(100), ...(UnprocessedKeys?.[table.name]?.Keys ?? [])];
  }
  return lines.flatMap(({ sku }) => {
    const available = stored.get(sku) ?? initialStock[sku];
    return available === undefined ? [] : [{ sku, available }];
  });
}

/** Refused when less is left. */
export function takeFromStock(table: Table, { sku, quantity }: StockLine): Write {
  const initial = initialStock[sku] ?? 0;
  return {
    Update: {
      TableName: table.name,
      Key: keyOf(sku),
      UpdateExpression:
        "SET available = if_not_exists(available, :initial) - :quantity, sku = :sku, kind = :kind",
      ConditionExpression:
        initial >= quantity ? "attribute_not_exists(pk) OR available >= :quantity" : "available >= :quantity",
      ExpressionAttributeValues: {
        ":initial": initial,
        ":quantity": quantity,
        ":sku": sku,
        ":kind": "stock",
      },
    },
  };
}

export function returnToStock(table: Table, { sku, quantity }: StockLine): Write {
  return {
    Update: {
      TableName: table.name,
      Key: keyOf(sku),
      UpdateExpression: "SET available = available + :quantity",
      ConditionExpression: "attribute_exists(pk)",
      ExpressionAttributeValues: { ":quantity": quantity },
    },
  };
}

function keyOf(sku: string) {
  return { pk: `stock#${sku}`, sk: "level" };
}

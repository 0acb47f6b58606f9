import type { OrderItem } from "./order.js";

/** Pieces of one sku. */
export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/** What is left of one sku. */
export interface StockLevel {
  readonly sku: string;
  readonly available: number;
}

/**
 * What an order takes from stock: one line a sku, sorted by sku. Everyone who locks stock does so in this order,
 * which is why two orders can never wait for each other.
 */
export function stockLines(items: readonly OrderItem[]): StockLine[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities]
    .map(([sku, quantity]) => ({ sku, quantity }))
    .sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Why the lines cannot be taken from these levels, in words; undefined when they can. All or nothing. */
export function shortage(lines: readonly StockLine[], levels: readonly StockLevel[]): string | undefined {
  const available = new Map(levels.map((level) => [level.sku, level.available]));
  for (const { sku, quantity } of lines) {
    const left = available.get(sku);
    if (left === undefined) return `Unknown sku: ${sku}`;
    if (left < quantity) return `Not enough stock of ${sku}: ${quantity} wanted, ${left} left`;
  }
  return undefined;
}

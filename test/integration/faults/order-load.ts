import type { Shop } from "./shop.js";

/** An answer to `POST /api/orders` that was not 202, or none at all. */
export interface Refusal {
  /** 0 when the connection failed. */
  readonly status: number;
  readonly contentType: string;
  readonly retryAfter: string | null;
  readonly detail: string;
}

export interface OrderLoad {
  /** Ids of the orders that were answered 202. */
  readonly accepted: readonly string[];
  readonly refused: readonly Refusal[];
  readonly slowestMs: number;
}

export interface LoadOptions {
  readonly userId: string;
  readonly sku: string;
  readonly quantity: number;
  readonly paymentMethod?: string;
  /** Requests under way at once. */
  readonly concurrency?: number;
  /** Told how many have been answered so far. */
  readonly onAnswer?: (answered: number) => void;
}

/** Longer than any service may take to say that it cannot: a request that ends by this is one that hung. */
const hungMs = 20_000;

/** Places orders one after the other on several connections at once, and keeps count of what became of each request. */
export async function placeOrders(shop: Shop, count: number, options: LoadOptions): Promise<OrderLoad> {
  const { concurrency = 8, onAnswer = () => {} } = options;
  const accepted: string[] = [];
  const refused: Refusal[] = [];
  let begun = 0;
  let slowestMs = 0;
  const worker = async () => {
    while (begun++ < count) {
      const started = performance.now();
      const answer = await placeOrder(shop, options);
      slowestMs = Math.max(slowestMs, Math.round(performance.now() - started));
      if (typeof answer === "string") accepted.push(answer);
      else refused.push(answer);
      onAnswer(accepted.length + refused.length);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return { accepted, refused, slowestMs };
}

/** @returns the order's id, or how it was refused */
async function placeOrder(
  shop: Shop,
  { userId, sku, quantity, paymentMethod = "card" }: LoadOptions,
): Promise<string | Refusal> {
  try {
    const response = await fetch(`${shop.data.gatewayUrl}/api/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ userId, items: [{ sku, quantity, price: 2.5 }], paymentMethod }),
      signal: AbortSignal.timeout(hungMs),
    });
    const text = await response.text();
    if (response.status === 202) return (JSON.parse(text) as { id: string }).id;
    return {
      status: response.status,
      contentType: response.headers.get("content-type") ?? "",
      retryAfter: response.headers.get("retry-after"),
      detail: text.slice(0, 300),
    };
  } catch (error) {
    return { status: 0, contentType: "", retryAfter: null, detail: String(error) };
  }
}

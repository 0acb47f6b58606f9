import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { AggregateStore } from "../chassis/aggregate-store.js";
import type { Table, Write } from "../chassis/dynamodb.js";
import { listAfter } from "../chassis/listing.js";
import { type Order, refundIsDue } from "../domain/order.js";
import type { OrderEvent } from "../domain/order-events.js";
import type { OrderStore, Reservation } from "../domain/ports.js";
import type { StockLevel, StockLine } from "../domain/stock.js";
import type { Transition } from "../domain/transitions.js";
import { orderViewWrite } from "./order-view.js";
import { readStock, returnToStock, takeFromStock } from "./stock-items.js";

const due = "refunds-due";
/** DynamoDB writes 100 items at most in one transaction; putting stock back needs four more than the lines. */
const maxLines = 96;

interface ReservationItem {
  readonly lines: readonly StockLine[];
  readonly released: boolean;
}

/**
 * The write side, in the service's table: `order#<id>` holds the order's state, its read model, its events and what it
 * reserved. Each step is one transaction, with the condition that the order is as it was read.
 */
export class DynamoDbOrderStore implements OrderStore {
  readonly #orders: AggregateStore<Order>;

  constructor(private readonly table: Table) {
    this.#orders = new AggregateStore<Order>(table, "order", (order) => ({
      // A sparse list: nearly always empty, so looking for refunds that are due costs nothing.
      ...(refundIsDue(order) && { list: due }),
      sort: `${order.updatedAt}#${order.id}`,
    }));
  }

  keyOf(orderId: string): string {
    return this.#orders.keyOf(orderId);
  }

  async add(order: Order, event: OrderEvent): Promise<void> {
    const pk = this.keyOf(order.id);
    await this.#orders.add(order.id, {
      state: order,
      event,
      writes: [orderViewWrite(this.table, pk, order)],
    });
  }

  async find(id: string): Promise<Order | undefined> {
    return (await this.#orders.find(id))?.state;
  }

  async reserve(
    orderId: string,
    lines: readonly StockLine[],
    refuse: (levels: readonly StockLevel[]) => string | undefined,
  ): Promise<Reservation> {
    let reservation: Reservation = { kind: "settled" };
    await this.#orders.change(orderId, async ({ state }) => {
      reservation = { kind: "settled" };
      if (state.status !== "Pending") return undefined;
      reservation = { kind: "reserved" };
      if ((await this.#reservation(orderId)) !== undefined) return undefined;
      const reason = tooMany(lines) ?? refuse(await readStock(this.table, lines));
      if (reason !== undefined) {
        reservation = { kind: "refused", reason };
        return undefined;
      }
      // The order's own version is raised too: whoever cancels it at the same moment starts again, and sees this.
      return {
        state,
        writes: [this.#keep(orderId, lines), ...lines.map((line) => takeFromStock(this.table, line))],
      };
    });
    return reservation;
  }

  async change(
    orderId: string,
    decide: (order: Order) => Transition | undefined,
  ): Promise<Order | undefined> {
    const changed = await this.#orders.change(orderId, async ({ state }) => {
      const transition = decide(state);
      if (transition === undefined) return undefined;
      const { order, event, releaseStock } = transition;
      const release = releaseStock ? await this.#release(orderId) : [];
      const view = orderViewWrite(this.table, this.keyOf(orderId), order);
      return { state: order, event, writes: [view, ...release] };
    });
    return changed?.after;
  }

  async refundsDue(limit: number): Promise<readonly Order[]> {
    const found = await listAfter<Order>(this.table, { list: due }, limit);
    return found.map(({ state }) => state);
  }

  async #release(orderId: string): Promise<Write[]> {
    const reservation = await this.#reservation(orderId);
    if (reservation === undefined || reservation.released) return [];
    return [
      {
        Update: {
          TableName: this.table.name,
          Key: this.#reservationKey(orderId),
          UpdateExpression: "SET released = :yes",
          ConditionExpression: "released = :no",
          ExpressionAttributeValues: { ":yes": true, ":no": false },
        },
      },
      ...reservation.lines.map((line) => returnToStock(this.table, line)),
    ];
  }

  async #reservation(orderId: string): Promise<ReservationItem | undefined> {
    const Key = this.#reservationKey(orderId);
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key, ConsistentRead: true }),
    );
    return Item as ReservationItem | undefined;
  }

  #keep(orderId: string, lines: readonly StockLine[]): Write {
    return {
      Put: {
        TableName: this.table.name,
        Item: { ...this.#reservationKey(orderId), kind: "reservation", lines, released: false },
        ConditionExpression: "attribute_not_exists(pk)",
      },
    };
  }

  #reservationKey(orderId: string) {
    return { pk: this.keyOf(orderId), sk: "reservation" };
  }
}

function tooMany(lines: readonly StockLine[]): string | undefined {
  return lines.length > maxLines ? `More than ${maxLines} different skus in one order` : undefined;
}

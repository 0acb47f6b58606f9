import { GetCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "../chassis/dynamodb.js";
import { listPage } from "../chassis/listing.js";
import type { Notification } from "../domain/notification.js";
import type { OrderView, OrderViews, Page, PageRequest } from "../domain/ports.js";
import type { StockLevel } from "../domain/stock.js";
import { notificationKey } from "./dynamodb-notifications.js";
import { allOrders, ordersOf } from "./order-view.js";
import { readStock } from "./stock-items.js";

/** The read side: what a query asks for lies ready, and no query reads the write side. */
export class DynamoDbOrderViews implements OrderViews {
  constructor(private readonly table: Table) {}

  async find(id: string): Promise<OrderView | undefined> {
    return (await this.#get({ pk: `order#${id}`, sk: "view" }))?.state as OrderView | undefined;
  }

  list(filter: { readonly userId?: string | undefined }, page: PageRequest): Promise<Page<OrderView>> {
    const where = filter.userId === undefined ? { list: allOrders } : { owner: ordersOf(filter.userId) };
    return listPage<OrderView>(this.table, where, page);
  }

  async stock(sku: string): Promise<StockLevel | undefined> {
    const [level] = await readStock(this.table, [{ sku }]);
    return level;
  }

  async notifications(orderId: string): Promise<readonly Notification[]> {
    const item = await this.#get(notificationKey(orderId));
    return item === undefined ? [] : [item.state as Notification];
  }

  async #get(Key: Record<string, string>): Promise<Record<string, unknown> | undefined> {
    const { Item } = await this.table.client.send(
      new GetCommand({ TableName: this.table.name, Key, ConsistentRead: true }),
    );
    return Item;
  }
}

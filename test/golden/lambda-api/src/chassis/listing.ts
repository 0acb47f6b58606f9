import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Table } from "./dynamodb.js";
import { decodeCursor, encodeCursor } from "./page-cursor.js";

/** Where an item is listed: index `list` for all of a kind, index `owner` for those of one owner. */
export interface Listing {
  readonly list?: string;
  readonly owner?: string;
  /** What the list is sorted by; unique, so that a page can start after it. */
  readonly sort: string;
}

/** Which list: all of a kind, or those of one owner. */
export type Where = { readonly list: string } | { readonly owner: string };

/** The attributes by which an item is found in the indexes. */
export function listingAttributes({ list, owner, sort }: Listing): Record<string, string> {
  return {
    ...(list !== undefined && { listPk: list, listSk: sort }),
    ...(owner !== undefined && { ownerPk: owner, ownerSk: sort }),
  };
}

/** One page of a list, in its order, for a client that goes on by an opaque cursor. */
export async function listPage<State>(
  table: Table,
  where: Where,
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): Promise<{ readonly items: readonly State[]; readonly nextCursor?: string }> {
  const after = cursor === undefined ? undefined : decodeCursor(cursor);
  // One more than asked for tells whether there is a next page.
  const found = await listAfter<State>(table, where, limit + 1, after);
  const items = found.slice(0, limit);
  const states = items.map(({ state }) => state);
  const last = items.at(-1);
  if (found.length <= limit || last === undefined) return { items: states };
  return { items: states, nextCursor: encodeCursor(last.sort) };
}

/** The states of at most `limit` items of a list, those sorted after `after`. Indexes follow the table a moment later. */
export async function listAfter<State>(
  table: Table,
  where: Where,
  limit: number,
  after?: string,
): Promise<readonly { readonly state: State; readonly sort: string }[]> {
  const [index, value] = "list" in where ? ["list", where.list] : ["owner", where.owner];
  const found: { state: State; sort: string }[] = [];
  let start: Record<string, unknown> | undefined;
  do {
    const { Items = [], LastEvaluatedKey } = await table.client.send(
      new QueryCommand({
        TableName: table.name,
        IndexName: index,
        KeyConditionExpression: after === undefined ? "#pk = :pk" : "#pk = :pk AND #sk > :after",
        ExpressionAttributeNames: {
          "#pk": `${index}Pk`,
          ...(after !== undefined && { "#sk": `${index}Sk` }),
        },
        ExpressionAttributeValues: { ":pk": value, ...(after !== undefined && { ":after": after }) },
        Limit: limit - found.length,
        ...(start && { ExclusiveStartKey: start }),
      }),
    );
    found.push(...Items.map((item) => ({ state: item.state as State, sort: item[`${index}Sk`] as string })));
    // DynamoDB ends a page at 1 MB, however few items that are.
    start = LastEvaluatedKey;
  } while (start !== undefined && found.length < limit);
  return found;
}

import { cancellationReasons, type Table, transact, type Write } from "./dynamodb.js";

/** Longer than a queue, its dead-letter queue and a stream keep anything: 14 days and a day. */
const keptSeconds = 15 * 24 * 3600;

/**
 * Makes the writes that handling an event leads to, once however often it is delivered: a mark with its id is written in
 * the same transaction, by a condition.
 * @param consumer who handles it; another consumer has marks of its own
 * @returns false when it had been handled before, and nothing was written
 * @throws TransactionCanceledException when one of `writes` was refused for a reason of its own
 */
export async function writeOnce(
  table: Table,
  consumer: string,
  eventId: string,
  writes: readonly Write[],
): Promise<boolean> {
  const mark: Write = {
    Put: {
      TableName: table.name,
      Item: {
        pk: `inbox#${consumer}#${eventId}`,
        sk: "mark",
        kind: "inbox",
        expiresAt: Math.floor(Date.now() / 1000) + keptSeconds,
      },
      ConditionExpression: "attribute_not_exists(pk)",
    },
  };
  try {
    await transact(table, [mark, ...writes]);
    return true;
  } catch (error) {
    if (cancellationReasons(error)?.[0] === "ConditionalCheckFailed") return false;
    throw error;
  }
}

import { setTimeout as wait } from "node:timers/promises";
import { DynamoDBClient, TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import {
  DynamoDBDocumentClient,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from "@aws-sdk/lib-dynamodb";
import { requiredSetting } from "./settings.js";
import { currentSpan, withSpan } from "./tracing.js";

/** The one table of this service, and the client that reaches it. */
export interface Table {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
}

/** One write of a transaction. */
export type Write = NonNullable<TransactWriteCommandInput["TransactItems"]>[number];

/** A part of the key of every item: `pk` says whose it is, `sk` what it is. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** Made once, outside the handler, so that its connections outlive an invocation. */
export function serviceTable(): Table {
  const client = DynamoDBDocumentClient.from(traced(new DynamoDBClient({})), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return { client, name: requiredSetting("TABLE_NAME") };
}

/** Every call as a span of the work that makes it. */
function traced(client: DynamoDBClient): DynamoDBClient {
  client.middlewareStack.add(
    (next, { commandName = "" }) =>
      (args) => {
        if (currentSpan() === undefined) return next(args);
        const operation = commandName.replace(/Command$/, "");
        const { TableName: table } = args.input as { readonly TableName?: string };
        const attributes = {
          "db.system.name": "aws.dynamodb",
          "db.operation.name": operation,
          ...(table !== undefined && { "db.collection.name": table }),
        };
        const name = table === undefined ? operation : `${operation} ${table}`;
        return withSpan(name, { kind: "client", attributes }, () => next(args));
      },
    { step: "initialize", name: "traceCalls" },
  );
  return client;
}

/**
 * Why each write of a cancelled transaction was refused, in the order of the writes; undefined when the error is not
 * that. `None`: this write was not the reason.
 */
export function cancellationReasons(error: unknown): readonly string[] | undefined {
  if (!(error instanceof TransactionCanceledException)) return undefined;
  return (error.CancellationReasons ?? []).map(({ Code }) => Code ?? "None");
}

const attempts = 10;
const longestPauseMs = 200;

/** A pause before the attempt with that number, longer each time and never the same for two writers. */
export async function pauseBefore(attempt: number): Promise<void> {
  await wait(Math.random() * Math.min(longestPauseMs, 5 * 2 ** attempt));
}

/**
 * Makes writes together or not at all; tries again while the only reason against it is that others are writing the same
 * items at this moment.
 * @throws TransactionCanceledException when a condition does not hold, or the others do not cease
 */
export async function transact(table: Table, writes: readonly Write[]): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await table.client.send(new TransactWriteCommand({ TransactItems: [...writes] }));
      return;
    } catch (error) {
      const reasons = cancellationReasons(error)?.filter((reason) => reason !== "None");
      if (attempt === attempts || !reasons?.every((reason) => reason === "TransactionConflict")) throw error;
      await pauseBefore(attempt);
    }
  }
}

import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { createTable, dynamoDb } from "./dynamodb-table.js";

const rounds = 4;
const writesUntilKill = 150;
const accounts = ["a", "b", "c"];

test("what was answered is there after kill -9, and transactions are whole", async () => {
  const emulator = new EmulatorProcess("aws", tempFolder());
  onTestFinished(() => emulator.kill());
  let client: DynamoDBClient = dynamoDb(await emulator.start());
  const TableName = await createTable(client);
  const account = (name: string) => ({ pk: { S: "account" }, sk: { S: name } });
  for (const name of accounts) {
    await client.send(new PutItemCommand({ TableName, Item: { ...account(name), balance: { N: "1000" } } }));
  }
  const answered = new Set<string>();
  const transfers = new Set<string>();
  const seen = new Set<string>();
  let next = 0;

  for (let round = 1; round <= rounds; round += 1) {
    let done = false;
    /** Does something until the process is gone. */
    const untilKilled = async (work: () => Promise<void>): Promise<void> => {
      while (!done) await work().catch(() => undefined);
    };
    const writer = async (): Promise<void> => {
      next += 1;
      const sk = String(next);
      await client.send(new PutItemCommand({ TableName, Item: { pk: { S: "item" }, sk: { S: sk } } }));
      answered.add(sk);
      if (answered.size < round * writesUntilKill || done) return;
      done = true;
      await emulator.kill();
    };
    const mover = async (): Promise<void> => {
      next += 1;
      const sk = String(next);
      const move = (name: string, sum: number) => ({
        Update: {
          ...{ TableName, Key: account(name), UpdateExpression: "SET balance = balance + :sum" },
          ExpressionAttributeValues: { ":sum": { N: String(sum) } },
        },
      });
      const [from = "a", to = "b"] = [accounts[next % 3], accounts[(next + 1) % 3]];
      const Put = { TableName, Item: { pk: { S: "transfer" }, sk: { S: sk } } };
      await client.send(
        new TransactWriteItemsCommand({ TransactItems: [move(from, -1), move(to, 1), { Put }] }),
      );
      transfers.add(sk);
    };
    const reader = async (): Promise<void> => {
      for (const { sk } of await list(client, TableName, "item")) if (sk?.S !== undefined) seen.add(sk.S);
    };
    await Promise.all([writer, writer, writer, mover, mover, reader].map(untilKilled));

    client = dynamoDb(await emulator.start());
    const kept = new Set((await list(client, TableName, "item")).map(({ sk }) => sk?.S));
    expect([...answered].filter((sk) => !kept.has(sk))).toEqual([]);
    expect([...seen].filter((sk) => !kept.has(sk))).toEqual([]);
    const moved = await list(client, TableName, "transfer");
    const keptTransfers = new Set(moved.map(({ sk }) => sk?.S));
    expect([...transfers].filter((sk) => !keptTransfers.has(sk))).toEqual([]);
    const balances = (await list(client, TableName, "account")).map(({ balance }) => Number(balance?.N));
    expect(balances.reduce((sum, balance) => sum + balance, 0)).toBe(3000);
    // Each transfer moved what it says, and none more than once.
    const expected = accounts.map((_, at) =>
      moved.reduce((sum, { sk }) => {
        const number = Number(sk?.S);
        return sum - (number % 3 === at ? 1 : 0) + ((number + 1) % 3 === at ? 1 : 0);
      }, 1000),
    );
    expect(balances).toEqual(expected);
  }
  expect(transfers.size).toBeGreaterThan(rounds);
  expect((await client.send(new ScanCommand({ TableName, Select: "COUNT" }))).Count).toBeGreaterThan(600);
});

async function list(client: DynamoDBClient, TableName: string, pk: string) {
  const { Items = [] } = await client.send(
    new QueryCommand({
      ...{ TableName, KeyConditionExpression: "pk = :pk", ConsistentRead: true },
      ExpressionAttributeValues: { ":pk": { S: pk } },
    }),
  );
  return Items;
}

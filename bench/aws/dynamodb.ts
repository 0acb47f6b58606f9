import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  waitUntilTableExists,
} from "@aws-sdk/client-dynamodb";
import { EmulatorProcess } from "../../test/helpers/emulator-process.js";
import type { BenchResult } from "../bench-result.js";
import { LoadGenerator } from "../gateway/load-generator.js";
import { type BenchProcess, startProgram } from "../gateway/programs.js";
import { median } from "../measure-pairs.js";
import { clientOptions, request } from "./client.js";

const connections = 20;
const rounds = 7;
const items = 3000;

interface Round {
  readonly putsPerSecond: number;
  readonly getsPerSecond: number;
}

/**
 * DynamoDB of the emulator (`msx emulator aws --data`) against dynalite on LevelDB: items put, then read again by their key. Both are
 * processes of their own and keep what they are given on this machine's disk; the emulator syncs it before it answers, dynalite does not.
 */
export async function benchDynamoDb(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-dynamodb-"));
  const emulator = new EmulatorProcess("aws", path.join(folder, "msx"));
  const load = new LoadGenerator(connections);
  let peer: BenchProcess | undefined;
  try {
    const own = (await emulator.start()).port;
    peer = await startProgram(["bench/aws/dynalite.mjs", path.join(folder, "dynalite")]);
    const { port: other } = peer;
    for (const port of [own, other]) await measure(load, port);
    const pairs: { own: Round; peer: Round }[] = [];
    for (let round = 0; round < rounds; round += 1)
      pairs.push({ own: await measure(load, own), peer: await measure(load, other) });
    const compare = (name: string, of: (round: Round) => number): BenchResult => ({
      ...{ name: `DynamoDB ${name}, ${connections} connections`, unit: "req/s", floor: "dynalite" },
      value: median(pairs.map((pair) => of(pair.own))),
      against: median(pairs.map((pair) => of(pair.peer))),
      ratio: median(pairs.map((pair) => of(pair.own) / of(pair.peer))),
    });
    return [
      compare("PutItem", (round) => round.putsPerSecond),
      compare("GetItem", (round) => round.getsPerSecond),
    ];
  } finally {
    load.close();
    peer?.child.kill();
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A new table filled, and all of it read. @throws Error where a request fails, or nothing was kept */
async function measure(load: LoadGenerator, port: number): Promise<Round> {
  const TableName = `t-${randomUUID()}`;
  const client = new DynamoDBClient(clientOptions(`http://127.0.0.1:${port}`));
  await client.send(
    new CreateTableCommand({
      ...{ TableName, BillingMode: "PAY_PER_REQUEST", KeySchema: [{ AttributeName: "id", KeyType: "HASH" }] },
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 1 }, { TableName });
  const put = request("dynamodb", "DynamoDB_20120810.PutItem", { TableName, Item: order });
  const get = request("dynamodb", "DynamoDB_20120810.GetItem", { TableName, Key: { id: order.id } });
  const { requestsPerSecond: putsPerSecond } = await load.send(port, items, put, 200);
  const { requestsPerSecond: getsPerSecond } = await load.send(port, items, get, 200);
  const last = { id: { S: `order-${String(items).padStart(8, "0")}` } };
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: last }));
  if (Item === undefined) throw new Error(`port ${port} has not kept the last item`);
  client.destroy();
  return { putsPerSecond, getsPerSecond };
}

/** An order of some 400 bytes; the load generator puts each request's number into its id. */
const order = {
  id: { S: "order-########" },
  userId: { S: "5f0c2e0a-6a55-4a5b-9a0e-0d6d0f8b7c11" },
  status: { S: "Pending" },
  currency: { S: "USD" },
  total: { N: "59.97" },
  items: {
    L: ["A", "B", "C"].map((sku) => ({
      M: { sku: { S: sku }, quantity: { N: "1" }, price: { N: "19.99" } },
    })),
  },
  createdAt: { S: "2026-01-01T00:00:00.000Z" },
};

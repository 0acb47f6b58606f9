import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { processingIn } from "../src/adapters/service.js";
import { awsEndpoint, createTestTable, eventsOf } from "./support/test-table.js";

describe.skipIf(awsEndpoint === undefined)("results in DynamoDB (SKIPPED without AWS_ENDPOINT_URL)", () => {
  let table: Awaited<ReturnType<typeof createTestTable>>;
  beforeAll(async () => {
    table = await createTestTable();
  });
  afterAll(() => table.remove());

  test("a item is processed once, by deliveries at the same time too", async () => {
    const processing = processingIn(table);
    const answers = await Promise.all(["a", "a", "b"].map((delivery) => processing.process(delivery, "1")));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set(["Processed"]));
    expect(await processing.find("1")).toMatchObject({ itemId: "1" });
    expect(await eventsOf(table, "item#1")).toMatchObject([{ type: "ItemProcessedEvent" }]);
  });
});

import { expect, test } from "vitest";
import { emptyStack } from "../../../cloudformation/engine/stack-record.js";
import type { Stack } from "./stack.js";
import { Stacks } from "./stacks.js";

function stack(name: string, status: string): Stack {
  return {
    ...{ id: `arn:${name}`, name, status, account: "0", region: "r", created: 0, body: "{}" },
    ...{ parameters: [], capabilities: [], tags: [], notificationArns: [], imports: [], changeSets: [] },
    ...{ disableRollback: false, terminationProtection: false, record: emptyStack(name) },
    resources: {
      Made: { logicalId: "Made", type: "T", physicalId: "1", status: "CREATE_COMPLETE", at: 0 },
      Begun: { logicalId: "Begun", type: "T", physicalId: "", status: "CREATE_IN_PROGRESS", at: 0 },
    },
  };
}

test("a stack that was under way when the process ended has failed at the next start, and says why", () => {
  const before = new Stacks();
  before.put(stack("a", "CREATE_IN_PROGRESS"));
  before.put(stack("b", "UPDATE_ROLLBACK_IN_PROGRESS"));
  before.put(stack("c", "UPDATE_COMPLETE"));
  const after = new Stacks();
  for (const change of before.snapshot()) after.replay(Buffer.from(change));
  const written: Uint8Array[] = [];
  after.recordTo((change) => written.push(change));
  expect(after.byId("arn:a")).toMatchObject({
    ...{ status: "CREATE_FAILED", reason: expect.stringContaining("emulator ended") },
    resources: { Made: { status: "CREATE_COMPLETE" }, Begun: { status: "CREATE_FAILED" } },
  });
  expect(after.byId("arn:b")?.status).toBe("UPDATE_ROLLBACK_FAILED");
  expect(after.byId("arn:c")?.status).toBe("UPDATE_COMPLETE");
  expect(after.events("arn:a")[0]).toMatchObject({ logicalId: "a", status: "CREATE_FAILED" });
  expect(written.length).toBeGreaterThan(0);
});

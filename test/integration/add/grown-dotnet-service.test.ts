import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { describeDotnet, dotnet } from "../../helpers/dotnet.js";
import { EmbeddedWorkspace } from "../../helpers/embedded.js";

const minutes = 60_000;

/** Every kind, in every form that its template has. */
const additions: readonly (readonly string[])[] = [
  [
    ...["endpoint", "archiveItem", "--method", "POST", "--path", "/items/{id}/archive"],
    ...["--field", "reason:string", "--field", "tags:string[]?", "--returns", "archivedAt:date-time"],
  ],
  [
    ...["endpoint", "item-statistics", "--method", "GET", "--path", "/items/statistics"],
    ...["--field", "limit:integer?", "--field", "counts:integer[]?", "--field", "since:date-time?"],
    ...["--returns", "total:integer"],
  ],
  ["endpoint", "touchItem", "--method", "PATCH", "--path", "/{id}/touch"],
  [
    ...["endpoint", "dropSpecialQueue", "--method", "DELETE", "--path", "/{event}/queues/{cancellation}"],
    ...["--field", "query:boolean"],
  ],
  ["endpoint", "countItems", "--method", "POST", "--path", "/items/count"],
  [
    ...["endpoint", "sortItems", "--method", "PUT", "--path", "/items/order"],
    ...["--field", "iBAN:number?", "--field", "on:date", "--returns", "iBAN:uuid?"],
  ],
  ["event", "ItemArchived", "--field", "reason:string", "--field", "note:string?"],
  ["event", "ItemSeen", "--field", "at:date-time", "--field", "by:uuid[]?"],
  ["event", "ItemGone"],
  ["consumer", "UserCreated", "--from", "user-service"],
  ["consumer", "OrderCreated", "--from", "order-service"],
  ["call", "payment-service", "--operation", "createPayment"],
  ["call", "user-service", "--operation", "GET /api/v1/users"],
  ["call", "user-service", "--operation", "deleteUser"],
  ["call", "order-service", "--operation", "placeOrder"],
];

describeDotnet("a .NET service, grown by msx add", () => {
  const workspace = new EmbeddedWorkspace();
  const folder = path.join(workspace.folder, "services", "item-service");

  beforeAll(async () => {
    const references = ["user", "payment", "order"].map((name) => [`${name}-service`, "--reference", name]);
    for (const args of [...references, ["item-service", "--entity", "Item"]]) {
      const made = await workspace.run(["new", "service", ...args, "--stack", "dotnet"]);
      expect(made.exitCode, made.stderr).toBe(0);
    }
    for (const args of additions) {
      const { exitCode, stderr } = await workspace.run(["add", ...args, "--service", "item-service"]);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    }
    const { exitCode, stderr } = await workspace.run(["up", "--only", "postgres,rabbitmq"]);
    expect(exitCode, stderr).toBe(0);
  }, 10 * minutes);

  afterAll(() => workspace.remove());

  test("builds without a warning, and passes its tests on the platform's servers", {
    timeout: 15 * minutes,
  }, async () => {
    expect(await dotnet(["build", "-m:1"], folder)).toMatch(/ 0 Warning\(s\)/);
    const { DATABASE_URL = "", AMQP_URL = "" } = await workspace.variables("item-service");
    const tested = await dotnet(["test", "--no-build", "-m:1"], folder, { DATABASE_URL, AMQP_URL });
    expect(tested.match(/Passed! .*Skipped: +0,/g) ?? [], tested).toHaveLength(2);
  });

  test("passes the audit", async () => {
    const { exitCode, result } = await workspace.run<{ summary: { fail: number } }>(["audit", "checklist"]);
    expect({ exitCode, fail: result.summary.fail }).toEqual({ exitCode: 0, fail: 0 });
  });
});

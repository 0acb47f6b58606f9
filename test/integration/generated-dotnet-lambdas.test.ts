import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startAws } from "../../src/emulators/aws/start-aws.js";
import type { Emulator } from "../../src/emulators/emulator.js";
import { describeDotnet, dotnet } from "../helpers/dotnet.js";
import { EmbeddedWorkspace, withoutDocker } from "../helpers/embedded.js";
import { msx } from "../helpers/msx.js";
import { DevRun } from "./dev/dev-run.js";

const minutes = 60_000;

/** Every kind of project; the last names differ in every spelling that a template could mix up. */
const kinds = {
  "item-service": ["--trigger", "api"],
  "parcel-processing": ["--trigger", "events", "--entity", "ParcelLabel", "--iac", "serverless"],
  "hr-staff": ["--trigger", "dynamodb-stream", "--entity", "StaffMember", "--plural", "StaffPeople"],
  "user-service": ["--reference", "user"],
  "payment-service": ["--reference", "payment", "--iac", "serverless"],
  "order-service": ["--reference", "order"],
  "hr-files": ["--trigger", "s3", "--entity", "StaffMember", "--plural", "StaffPeople"],
};

describeDotnet("a generated .NET Lambda project", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-dotnet-lambdas-"));
  const shop = path.join(folder, "shop");
  let aws: Emulator;

  beforeAll(async () => {
    aws = await startAws();
    await msx(["new", "workspace", "shop"], { cwd: folder });
    for (const [service, options] of Object.entries(kinds)) {
      const args = ["new", "lambda", service, "--stack", "dotnet", ...options];
      const { exitCode, stderr } = await msx(args, { cwd: shop });
      if (exitCode !== 0) throw new Error(stderr);
    }
  }, 2 * minutes);

  afterAll(async () => {
    await aws.close();
    rmSync(folder, { recursive: true });
  });

  test.each(Object.keys(kinds))(
    "%s builds without a warning and passes its tests with an AWS there, none skipped",
    { timeout: 10 * minutes },
    async (service) => {
      const cwd = path.join(shop, "services", service);
      const all = await dotnet(["test", "-m:1"], cwd, { AWS_ENDPOINT_URL: aws.url });
      expect(all).not.toMatch(/warning|Skipped: +[1-9]/);
    },
  );
});

describeDotnet("a deployed .NET Lambda project", () => {
  const workspace = new EmbeddedWorkspace();

  beforeAll(async () => {
    const made = await workspace.run([
      "new",
      "lambda",
      "item-service",
      "--stack",
      "dotnet",
      "--trigger",
      "api",
    ]);
    expect(made.exitCode, made.stderr).toBe(0);
    expect((await workspace.run(["up", "--only", "aws,gateway"])).exitCode).toBe(0);
  });
  afterAll(() => workspace.remove());

  test("is published, answers through the gateway, and puts what happened on the bus", {
    timeout: 10 * minutes,
  }, async () => {
    const deployed = await workspace.run(["deploy", "item-service"]);
    expect(deployed.exitCode, deployed.stderr).toBe(0);
    const heard = await queueOfTheBus(await workspace.variables());
    const at = `${(await workspace.variables()).GATEWAY_URL}/api/items`;
    const headers = { "content-type": "application/json" };
    const created = await fetch(at, { method: "POST", headers, body: '{"name":"first"}' });
    expect(created.status).toBe(201);
    const { id } = (await created.json()) as { id: string };
    expect(created.headers.get("location")).toBe(`/api/items/${id}`);
    const sample = "services/item-service/events/list.json";
    const invoked = await workspace.run<unknown>([
      ...["invoke", "item-service", "--function", "api", "--event", sample],
    ]);
    expect(JSON.stringify(invoked.result)).toContain(id);
    const event = await heard();
    expect(event).toMatchObject({ source: "item-service", "detail-type": "ItemCreatedEvent" });
    expect(event.detail).toMatchObject({
      ItemId: id,
      Name: "first",
      Version: 1,
      cloudEvent: { type: "ItemCreatedEvent" },
    });
  });

  test("runs from source: what is saved is published, and what a build leaves is no save", {
    timeout: 10 * minutes,
  }, async () => {
    const service = path.join(workspace.folder, "services/item-service");
    const errors = path.join(service, "src/Domain/ItemErrors.cs");
    const run = new DevRun(workspace.folder, ["item-service"], withoutDocker);
    try {
      const { gatewayUrl } = await run.next("ready");
      const answer = async () => (await fetch(`${gatewayUrl}/nothing`)).text();
      expect(await answer()).toContain("There is no item");
      const seen = run.events.length;
      mkdirSync(path.join(service, "src/Domain/obj"), { recursive: true });
      writeFileSync(path.join(service, "src/Domain/obj/left.json"), "{}");
      // Longer than a save may take to be seen.
      await delay(3_000);
      writeFileSync(errors, readFileSync(errors, "utf8").replace("There is no item", "Nowhere is an item"));
      expect((await run.next("changed", seen)).files).toEqual(["src/Domain/ItemErrors.cs"]);
      await run.next("ready", seen);
      expect(await answer()).toContain("Nowhere is an item");
    } finally {
      await run.end("SIGINT");
    }
  });

  test("is refused with a class library's handlers, which only AWS's runtime can call", {
    timeout: 5 * minutes,
  }, async () => {
    const { exitCode, result } = await workspace.run<unknown>([
      ...["deploy", "item-service", "--parameter", "Host=functions"],
    ]);
    expect(exitCode).toBe(5);
    expect(JSON.stringify(result)).toMatch(/BUILD_FAILED|FUNCTIONS_FAILED/);
  });
});

interface BusEvent {
  readonly source: string;
  readonly "detail-type": string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Has a queue hear what comes over the default bus. @returns waits for the first event */
async function queueOfTheBus(variables: Readonly<Record<string, string>>): Promise<() => Promise<BusEvent>> {
  const { AWS_ENDPOINT_URL: endpoint = "", AWS_REGION: region = "us-east-1" } = variables;
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const [sqs, bus] = [
    new SQS({ endpoint, region, credentials }),
    new EventBridge({ endpoint, region, credentials }),
  ];
  const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "heard" });
  const { Attributes: { QueueArn: Arn } = {} } = await sqs.getQueueAttributes({
    QueueUrl,
    AttributeNames: ["QueueArn"],
  });
  await bus.putRule({ Name: "hears", EventPattern: JSON.stringify({ "detail-type": ["ItemCreatedEvent"] }) });
  await bus.putTargets({ Rule: "hears", Targets: [{ Id: "queue", Arn }] });
  return async () => {
    for (;;) {
      const { Messages: [message] = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5 });
      if (message?.Body !== undefined) return JSON.parse(message.Body) as BusEvent;
    }
  };
}

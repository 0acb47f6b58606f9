import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { EventBridge } from "@aws-sdk/client-eventbridge";
import { IAM } from "@aws-sdk/client-iam";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeployedService } from "../../../src/actions/deploy-result.js";
import { describeDocker, docker, inspect, removeLabelled } from "../../helpers/docker.js";
import { msx } from "../../helpers/msx.js";
import { FunctionsWorkspace } from "../embedded/functions-workspace.js";

interface Result {
  readonly changed: boolean;
  readonly services: readonly DeployedService[];
  readonly error?: { readonly code: string; readonly why: string };
}
interface Container {
  readonly Mounts: readonly { readonly Source: string; readonly Destination: string }[];
}

/** On the machine's daemon, whose AWS is moto. */
class MotoWorkspace extends FunctionsWorkspace {
  override run<T>(args: readonly string[]) {
    const { DOCKER_HOST = "unix:///var/run/docker.sock" } = process.env;
    return super.run<T>(args, { DOCKER_HOST, MSX_AWS_PROVIDER: "moto" });
  }
}

// The steps build on each other, so that the platform is started once. moto starts a container a call, so they call seldom.
describeDocker("functions on moto", () => {
  let workspace: MotoWorkspace;
  let variables: Record<string, string>;
  let client: {
    region: string;
    endpoint: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  const ask = async (): Promise<{ status: number; text?: string }> => {
    const answer = await fetch(`${variables.GATEWAY_URL}/api/greetings/7`);
    const { text } = (await answer.json()) as { text?: string };
    return { status: answer.status, ...(text !== undefined && { text }) };
  };
  const mountsOf = async (resource: string): Promise<readonly string[]> =>
    (await inspect<Container>(`${workspace.name}-${resource}-1`)).Mounts.map(
      ({ Destination }) => Destination,
    );

  beforeAll(async () => {
    workspace = new MotoWorkspace();
    const user = ["new", "lambda", "user-service", "--reference", "user"];
    const made = await msx(user, { cwd: workspace.folder });
    expect(made.exitCode, made.stderr).toBe(0);
    // moto runs all that follows from a write within it, out of the time of the function that writes.
    const template = path.join(workspace.folder, "services/user-service/template.yaml");
    writeFileSync(template, readFileSync(template, "utf8").replaceAll(/Timeout: \d+/g, "Timeout: 60"));
    const up = await workspace.run(["up", "--engine", "docker"]);
    expect(up.exitCode, up.stderr).toBe(0);
    variables = await workspace.variables();
    const credentials = { accessKeyId: "test", secretAccessKey: "test" };
    client = { region: "us-east-1", endpoint: variables.AWS_ENDPOINT_URL ?? "", credentials };
    // moto gives a function no role that does not exist.
    await new IAM(client).createRole({ RoleName: "functions", AssumeRolePolicyDocument: "{}" });
  });
  afterAll(async () => {
    await workspace.remove();
    await removeLabelled(workspace.name);
  });

  test("only the provider gets the daemon's socket", async () => {
    expect(await mountsOf("aws")).toContain("/var/run/docker.sock");
    expect(await mountsOf("gateway")).not.toContain("/var/run/docker.sock");
    expect(await mountsOf("consul")).not.toContain("/var/run/docker.sock");
  });

  test("deploy says what moto does not do, tries the functions in their containers, and the gateway leads to them", async () => {
    const { exitCode, result, stderr } = await workspace.run<Result>(["deploy"]);
    expect(exitCode, stderr).toBe(0);
    expect(result.services.map(({ name, state }) => [name, state])).toEqual([
      ["greeting-service", "deployed"],
      ["user-service", "deployed"],
    ]);
    expect(stderr).toMatch(/runs the newest code of a function.*: greeting-service, user-service/);
    expect(stderr).toMatch(/reads a queue only when something is sent.*: greeting-service \(\w+\)/);
    expect(stderr).toMatch(/a stream's function runs within the write.*: user-service \(\w+\)/);
    await expect.poll(ask, { timeout: 30_000 }).toEqual({ status: 200, text: "hello" });
  });

  test("a queue's function takes what is sent to it, and its log can be read", async () => {
    const sqs = new SQS(client);
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName: "greeting-service-dev" });
    await sqs.sendMessage({ QueueUrl, MessageBody: "{}" });
    const { stdout } = await msx(["logs", "greeting-service"], { cwd: workspace.folder });
    expect(stdout).toMatch(/greeting-service-dev-worker +\| took 1/);
  });

  test("what the API writes goes through the stream to EventBridge and on to a queue", async () => {
    const sqs = new SQS(client);
    const events = new EventBridge(client);
    const { QueueUrl = "" } = await sqs.createQueue({ QueueName: "heard" });
    const EventPattern = JSON.stringify({ "detail-type": ["UserCreatedEvent"] });
    await events.putRule({ Name: "heard", EventPattern });
    const Arn = "arn:aws:sqs:us-east-1:123456789012:heard";
    await events.putTargets({ Rule: "heard", Targets: [{ Id: "queue", Arn }] });
    const event = "services/user-service/events/create-user.json";
    const invoked = await workspace.run<Record<string, unknown>>([
      ...["invoke", "user-service", "--function", "api", "--event", event, "--tail"],
    ]);
    expect(invoked.exitCode, invoked.stderr).toBe(0);
    expect(invoked.result).toMatchObject({ functionError: null, payload: { statusCode: 201 } });
    const { Messages: messages = [] } = await sqs.receiveMessage({ QueueUrl, WaitTimeSeconds: 5 });
    expect(messages).toHaveLength(1);
    expect(JSON.parse(messages[0]?.Body ?? "")).toMatchObject({ detail: { Email: expect.any(String) } });
  });

  test("nothing new is said to be unchanged, and status lists the functions", async () => {
    const { exitCode, result } = await workspace.run<Result>(["deploy"]);
    expect(exitCode).toBe(0);
    expect(result).toMatchObject({
      changed: false,
      services: [{ state: "unchanged" }, { state: "unchanged" }],
    });
    const status = await workspace.run<{ services: unknown[] }>(["status"]);
    expect(status.result.services).toMatchObject([
      { name: "greeting-service", state: "ready", functions: [{ alias: "live" }, { alias: "live" }] },
      { name: "user-service", state: "ready", functions: [{ alias: "live" }, { alias: "live" }] },
    ]);
  });

  test("the next version serves; the way back is refused, since moto has none", async () => {
    workspace.answer("hello again");
    const { exitCode, stderr } = await workspace.run<Result>(["deploy", "greeting-service"]);
    expect(exitCode, stderr).toBe(0);
    expect(await ask()).toEqual({ status: 200, text: "hello again" });
    const back = await workspace.run<Result>(["rollback", "greeting-service"]);
    expect([back.exitCode, back.result.error?.code]).toEqual([4, "NOT_ON_MOTO"]);
  });

  test("down leaves nothing, not even a function that moto did not see end", async () => {
    const left = `${workspace.name}-left`;
    const network = `${workspace.name}-network`;
    const variable = "AWS_LAMBDA_FUNCTION_NAME=greeting-service-dev-api";
    await docker(
      "run",
      "--detach",
      "--name",
      left,
      "--network",
      network,
      "--env",
      variable,
      "--volume",
      `${left}:/var/task`,
      "busybox",
      "sleep",
      "300",
    );
    const { exitCode, result, stderr } = await workspace.run<{ removed: { kind: string; name: string }[] }>([
      ...["down", "--volumes", "--yes"],
    ]);
    expect(exitCode, stderr).toBe(0);
    expect(result.removed).toContainEqual({ kind: "container", name: left });
    for (const list of [
      ["ps", "--all"],
      ["network", "ls"],
      ["volume", "ls"],
    ]) {
      expect(await docker(...list, "--quiet", "--filter", `name=${workspace.name}`)).toBe("");
    }
  });
});

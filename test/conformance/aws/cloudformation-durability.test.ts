import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
} from "@aws-sdk/client-cloudformation";
import { SQS } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import { clientOptions } from "./aws-under-test.js";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "msx-cloudformation-"));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

it("stacks, their events and change sets outlive the process, and are changed by the next", async () => {
  const TemplateBody = "{Resources: {Q: {Type: AWS::SQS::Queue}}, Outputs: {Url: {Value: !Ref Q}}}";
  const wait = (client: CloudFormation) => ({ client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.3 });
  const first = await startAws({ dataDir });
  const before = new CloudFormation(clientOptions(first));
  const { StackId } = await before.createStack({ StackName: "kept", TemplateBody });
  await waitUntilStackCreateComplete(wait(before), { StackName: "kept" });
  const { Stacks: shown } = await before.describeStacks({ StackName: "kept" });
  await before.createChangeSet({
    StackName: "kept",
    ChangeSetName: "later",
    TemplateBody: TemplateBody.replace("Queue}", "Queue, Properties: {DelaySeconds: 1}}"),
  });
  before.destroy();
  await first.close();

  const second = await startAws({ dataDir });
  const after = new CloudFormation(clientOptions(second));
  const sqs = new SQS(clientOptions(second));
  try {
    const { Stacks = [] } = await after.describeStacks({ StackName: "kept" });
    expect(Stacks).toEqual(shown?.map((stack) => ({ ...stack, Outputs: expect.any(Array) })));
    const { StackEvents } = await after.describeStackEvents({ StackName: "kept" });
    expect(StackEvents).toHaveLength(4);
    await after.executeChangeSet({ StackName: "kept", ChangeSetName: "later" });
    await expect
      .poll(async () => (await after.describeStacks({ StackName: "kept" })).Stacks?.[0]?.StackStatus, {
        timeout: 20_000,
      })
      .toBe("UPDATE_COMPLETE");
    const { QueueUrls = [] } = await sqs.listQueues({});
    expect(QueueUrls).toHaveLength(1);
    const read = await sqs.getQueueAttributes({ QueueUrl: QueueUrls[0], AttributeNames: ["DelaySeconds"] });
    expect(read.Attributes).toEqual({ DelaySeconds: "1" });
    await after.deleteStack({ StackName: "kept" });
    await waitUntilStackDeleteComplete(wait(after), { StackName: StackId });
    expect((await sqs.listQueues({})).QueueUrls ?? []).toEqual([]);
  } finally {
    after.destroy();
    sqs.destroy();
    await second.close();
  }
});

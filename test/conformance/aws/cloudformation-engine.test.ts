import { randomUUID } from "node:crypto";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applyPlan, deleteStack } from "../../../src/cloudformation/engine/apply-plan.js";
import { changesNothing, planStack } from "../../../src/cloudformation/engine/plan-stack.js";
import { emptyStack, type StackRecord } from "../../../src/cloudformation/engine/stack-record.js";
import { evaluateStack } from "../../../src/cloudformation/evaluation/evaluate-stack.js";
import { type AwsClients, createAwsClients } from "../../../src/cloudformation/providers/aws-clients.js";
import { readDocument } from "../../../src/cloudformation/template/read-template.js";
import { asTemplate } from "../../../src/cloudformation/template/template.js";
import { clientOptions, describeAws } from "./aws-under-test.js";

describeAws("the stack engine", (aws) => {
  let clients: AwsClients;
  let sqs: SQS;
  beforeAll(() => {
    clients = createAwsClients(clientOptions(aws()));
    sqs = new SQS(clientOptions(aws()));
  });
  afterAll(() => {
    clients.close();
    sqs.destroy();
  });

  const plan = (text: string, before: StackRecord) => {
    const place = {
      ...{ stackName: before.stackName, stackId: before.stackName },
      ...{ accountId: "000000000000", region: "us-east-1" },
    };
    const desired = evaluateStack(asTemplate(readDocument(text).data), { place, parameters: {} });
    const options = { clients, place, signal: new AbortController().signal };
    return { plan: planStack(desired, before), options };
  };
  const apply = async (text: string, before: StackRecord) => {
    const planned = plan(text, before);
    return applyPlan(planned.plan, planned.options);
  };
  const actions = (text: string, before: StackRecord) =>
    Object.fromEntries(plan(text, before).plan.resources.map((one) => [one.logicalId, one.action]));

  const template = (timeout: number, more = "") => `
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${timeout}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Topic: {Type: AWS::SNS::Topic}
  Subscription:
    Type: AWS::SNS::Subscription
    Properties: {TopicArn: !Ref Topic, Protocol: sqs, Endpoint: !GetAtt Work.Arn, RawMessageDelivery: "true"}
${more}
Outputs:
  Url: {Value: !Ref Work}`;

  it("makes what is wanted, then only what changed, then takes it all away", async () => {
    const empty = emptyStack(`s-${randomUUID().slice(0, 8)}`);
    const first = await apply(template(40), empty);
    expect(first).toMatchObject({ outcome: "complete", failures: [] });
    const url = first.record.outputs[0]?.value;
    const read = await sqs.getQueueAttributes({ QueueUrl: url, AttributeNames: ["All"] });
    expect(read.Attributes).toMatchObject({
      ...{ VisibilityTimeout: "40", QueueArn: first.record.resources.Work?.attributes.Arn },
    });
    expect(JSON.parse(read.Attributes?.RedrivePolicy ?? "")).toMatchObject({ maxReceiveCount: 3 });

    expect(changesNothing(plan(template(40), first.record).plan)).toBe(true);
    const wanted = template(41, "  New: {Type: AWS::SQS::Queue}")
      .replace("  Topic: {", "  Other: {")
      .replace("!Ref Topic", "!Ref Other");
    expect(actions(wanted, first.record)).toEqual({
      ...{
        Dead: "none",
        Work: "update",
        Other: "create",
        Subscription: "replace",
        New: "create",
        Topic: "delete",
      },
    });
    const second = await apply(wanted, first.record);
    expect(second).toMatchObject({ outcome: "complete", failures: [] });
    expect(second.record.outputs[0]?.value).toBe(url);
    expect(Object.keys(second.record.resources).sort()).toEqual([
      "Dead",
      "New",
      "Other",
      "Subscription",
      "Work",
    ]);

    const { options } = plan(template(1), empty);
    const gone = await deleteStack(second.record, options);
    expect(gone).toMatchObject({ outcome: "complete", record: { resources: {} } });
    await expect(sqs.getQueueAttributes({ QueueUrl: url })).rejects.toMatchObject({
      name: "QueueDoesNotExist",
    });
  });

  it("puts everything back when something fails", async () => {
    const first = await apply(template(40), emptyStack(`s-${randomUUID().slice(0, 8)}`));
    const failing = "  Bad: {Type: AWS::SQS::Queue, DependsOn: Work, Properties: {QueueName: 'no good'}}";
    const second = await apply(template(50, failing), first.record);
    expect(second.outcome).toBe("rolled-back");
    expect(second.failures.map(({ logicalId }) => logicalId)).toEqual(["Bad"]);
    expect(second.record).toEqual(first.record);
    const QueueUrl = first.record.outputs[0]?.value;
    const read = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["VisibilityTimeout"] });
    expect(read.Attributes).toEqual({ VisibilityTimeout: "40" });
    const created = await apply(
      failing.replace("DependsOn: Work, ", "").replace(/^/, "Resources:\n  Fine: {Type: AWS::SQS::Queue}\n"),
      emptyStack("x"),
    );
    expect(created).toMatchObject({ outcome: "rolled-back", record: { resources: {} } });
  });

  it("leaves what is to be retained, and goes on with it where that is wanted", async () => {
    const QueueName = `kept-${randomUUID()}`;
    const text = `Resources: {Q: {Type: AWS::SQS::Queue, DeletionPolicy: Retain, Properties: {QueueName: ${QueueName}}}}`;
    const { record } = await apply(text, emptyStack("kept"));
    const { options } = plan(text, record);
    const gone = await deleteStack(record, options);
    expect(gone).toMatchObject({ outcome: "complete", record: { resources: {} } });
    const kept = await deleteStack(record, { ...options, keepRetained: true });
    expect(kept).toMatchObject({
      outcome: "complete",
      record: { resources: { Q: { type: "AWS::SQS::Queue" } } },
    });
    expect(actions(text, kept.record)).toEqual({ Q: "none" });
    const { QueueUrl } = await sqs.getQueueUrl({ QueueName });
    expect(QueueUrl).toBe(record.resources.Q?.physicalId);
  });

  it("keeps what a failed first change retains, but no version of a function that is gone", async () => {
    const text = (name: string) => `Resources:
  Q: {Type: AWS::SQS::Queue, DeletionPolicy: Retain}
  F:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: engine-${randomUUID().slice(0, 8)}
      Runtime: nodejs20.x
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/functions
      Code: {ZipFile: "exports.handler = async () => 1;"}
  V: {Type: AWS::Lambda::Version, DeletionPolicy: Retain, Properties: {FunctionName: !Ref F}}
  Last: {Type: AWS::SQS::Queue, DependsOn: [Q, V], Properties: {QueueName: ${name}}}`;
    const { plan: planned, options } = plan(text("'no good'"), emptyStack("versions"));
    const failed = await applyPlan(planned, { ...options, keepRetained: true });
    expect(failed.outcome).toBe("rolled-back");
    expect(Object.keys(failed.record.resources)).toEqual(["Q"]);
  });
});

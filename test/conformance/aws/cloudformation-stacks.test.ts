import { randomUUID } from "node:crypto";
import {
  CloudFormation,
  waitUntilStackCreateComplete,
  waitUntilStackDeleteComplete,
  waitUntilStackRollbackComplete,
  waitUntilStackUpdateComplete,
} from "@aws-sdk/client-cloudformation";
import { DynamoDB } from "@aws-sdk/client-dynamodb";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { clientOptions, describeAws } from "./aws-under-test.js";

const template = (timeout: number, more = "") => `
AWSTemplateFormatVersion: "2010-09-09"
Description: Orders
Parameters:
  Stage: {Type: String, Default: dev, AllowedValues: [dev, prod]}
  Secret: {Type: String, Default: s3cret, NoEcho: true}
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
Resources:
  Dead: {Type: AWS::SQS::Queue}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      VisibilityTimeout: ${timeout}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Orders:
    Type: AWS::DynamoDB::Table
    Properties:
      BillingMode: PAY_PER_REQUEST
      AttributeDefinitions: [{AttributeName: id, AttributeType: S}]
      KeySchema: [{AttributeName: id, KeyType: HASH}]
      StreamSpecification: {StreamViewType: NEW_IMAGE}
  Only:
    Type: AWS::SNS::Topic
    Condition: IsProd
${more}
Outputs:
  Url: {Value: !Ref Work, Description: where to send}
  Stream: {Value: !GetAtt Orders.StreamArn}
  Table: {Value: !Ref Orders}
`;

describeAws(
  "stacks",
  (aws) => {
    let cfn: CloudFormation;
    let sqs: SQS;
    let dynamo: DynamoDB;
    beforeAll(() => {
      const options = clientOptions(aws());
      [cfn, sqs, dynamo] = [new CloudFormation(options), new SQS(options), new DynamoDB(options)];
    });
    afterAll(() => {
      for (const client of [cfn, sqs, dynamo]) client?.destroy();
    });

    const newName = () => `orders-${randomUUID().slice(0, 8)}`;
    const waiting = () => ({ client: cfn, maxWaitTime: 60, minDelay: 0.1, maxDelay: 0.3 });
    const described = async (StackName: string) => (await cfn.describeStacks({ StackName })).Stacks?.[0];
    const outputs = async (StackName: string) =>
      Object.fromEntries(
        (await described(StackName))?.Outputs?.map((one) => [one.OutputKey, one.OutputValue]) ?? [],
      );
    const created = async (body: string, StackName = newName()) => {
      await cfn.createStack({ StackName, TemplateBody: body });
      await waitUntilStackCreateComplete(waiting(), { StackName });
      return StackName;
    };

    it("are made, described, updated in place and deleted", async () => {
      const StackName = newName();
      const { StackId } = await cfn.createStack({
        StackName,
        TemplateBody: template(40),
        Tags: [{ Key: "team", Value: "a" }],
      });
      expect(StackId).toMatch(new RegExp(`^arn:aws:cloudformation:us-east-1:\\d{12}:stack/${StackName}/`));
      expect((await described(StackName))?.StackStatus).toMatch(/^CREATE_(IN_PROGRESS|COMPLETE)$/);
      await waitUntilStackCreateComplete(waiting(), { StackName });
      const stack = await described(StackName);
      expect(stack).toMatchObject({
        ...{
          StackId,
          StackStatus: "CREATE_COMPLETE",
          Description: "Orders",
          Tags: [{ Key: "team", Value: "a" }],
        },
        CreationTime: expect.any(Date),
      });
      expect(stack?.Parameters).toEqual([
        { ParameterKey: "Stage", ParameterValue: "dev" },
        { ParameterKey: "Secret", ParameterValue: "****" },
      ]);
      const { Url: QueueUrl, Stream, Table } = await outputs(StackName);
      const { Attributes } = await sqs.getQueueAttributes({
        QueueUrl,
        AttributeNames: ["VisibilityTimeout"],
      });
      expect(Attributes).toEqual({ VisibilityTimeout: "40" });
      expect((await dynamo.describeTable({ TableName: Table })).Table?.LatestStreamArn).toBe(Stream);

      const { StackResources } = await cfn.describeStackResources({ StackName });
      expect(StackResources?.map((one) => one.LogicalResourceId).sort()).toEqual(["Dead", "Orders", "Work"]);
      expect(StackResources?.every((one) => one.ResourceStatus === "CREATE_COMPLETE")).toBe(true);
      const { StackResourceDetail } = await cfn.describeStackResource({
        StackName,
        LogicalResourceId: "Work",
      });
      expect(StackResourceDetail).toMatchObject({
        PhysicalResourceId: QueueUrl,
        ResourceType: "AWS::SQS::Queue",
      });
      const { StackEvents } = await cfn.describeStackEvents({ StackName });
      expect(StackEvents?.[0]).toMatchObject({
        LogicalResourceId: StackName,
        ResourceStatus: "CREATE_COMPLETE",
      });
      expect(StackEvents?.at(-1)).toMatchObject({
        LogicalResourceId: StackName,
        ResourceStatus: "CREATE_IN_PROGRESS",
      });

      await cfn.updateStack({ StackName, TemplateBody: template(41) });
      await waitUntilStackUpdateComplete(waiting(), { StackName });
      expect((await outputs(StackName)).Url).toBe(QueueUrl);
      const after = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["VisibilityTimeout"] });
      expect(after.Attributes).toEqual({ VisibilityTimeout: "41" });
      await expect(cfn.updateStack({ StackName, TemplateBody: template(41) })).rejects.toMatchObject({
        ...{ name: "ValidationError", message: "No updates are to be performed." },
      });
      expect(await cfn.getTemplate({ StackName })).toMatchObject({ TemplateBody: template(41) });

      await cfn.deleteStack({ StackName });
      await waitUntilStackDeleteComplete(waiting(), { StackName: StackId });
      await expect(cfn.describeStacks({ StackName })).rejects.toMatchObject({
        ...{ name: "ValidationError", message: `Stack with id ${StackName} does not exist` },
      });
      await expect(dynamo.describeTable({ TableName: Table })).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
      await cfn.deleteStack({ StackName });
    });

    it("go back to what they were when an update fails", async () => {
      const StackName = await created(template(40));
      const bad = "  Bad: {Type: AWS::SQS::Queue, DependsOn: Work, Properties: {QueueName: no good}}";
      await cfn.updateStack({ StackName, TemplateBody: template(50, bad) });
      await waitUntilStackRollbackComplete(waiting(), { StackName }).catch(() => undefined);
      await expect
        .poll(async () => (await described(StackName))?.StackStatus, { timeout: 30_000 })
        .toBe("UPDATE_ROLLBACK_COMPLETE");
      const { Url: QueueUrl } = await outputs(StackName);
      const { Attributes } = await sqs.getQueueAttributes({
        QueueUrl,
        AttributeNames: ["VisibilityTimeout"],
      });
      expect(Attributes).toEqual({ VisibilityTimeout: "40" });
      const { StackEvents = [] } = await cfn.describeStackEvents({ StackName });
      expect(StackEvents.find((one) => one.ResourceStatus === "CREATE_FAILED")).toMatchObject({
        ...{
          LogicalResourceId: "Bad",
          ResourceStatusReason: expect.stringContaining("InvalidParameterValue"),
        },
      });
    });

    it("that cannot be made leave nothing", async () => {
      const StackName = newName();
      const TableName = `t-${randomUUID()}`;
      await cfn.createStack({
        StackName,
        TemplateBody: JSON.stringify({
          Resources: {
            Table: {
              Type: "AWS::DynamoDB::Table",
              Properties: {
                ...{ TableName, BillingMode: "PAY_PER_REQUEST" },
                AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
                KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
              },
            },
            Bad: { Type: "AWS::SQS::Queue", DependsOn: ["Table"], Properties: { QueueName: "no good" } },
          },
        }),
      });
      await expect
        .poll(async () => (await described(StackName))?.StackStatus, { timeout: 30_000 })
        .toBe("ROLLBACK_COMPLETE");
      await expect(dynamo.describeTable({ TableName })).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
      await expect(cfn.updateStack({ StackName, TemplateBody: template(1) })).rejects.toMatchObject({
        name: "ValidationError",
        message: expect.stringContaining("is in ROLLBACK_COMPLETE state and can not be updated"),
      });
      await cfn.deleteStack({ StackName });
    });

    it("are changed by change sets, as sam and the AWS CLI deploy them", async () => {
      const StackName = newName();
      const common = { StackName, Capabilities: ["CAPABILITY_IAM" as const] };
      const { Id, StackId } = await cfn.createChangeSet({
        ...{ ...common, ChangeSetName: "first", ChangeSetType: "CREATE", TemplateBody: template(40) },
        Parameters: [{ ParameterKey: "Stage", ParameterValue: "prod" }],
      });
      expect((await described(StackName))?.StackStatus).toBe("REVIEW_IN_PROGRESS");
      const first = await cfn.describeChangeSet({ ChangeSetName: Id });
      expect(first).toMatchObject({ Status: "CREATE_COMPLETE", ExecutionStatus: "AVAILABLE", StackId });
      expect(
        first.Changes?.map((one) => [one.ResourceChange?.Action, one.ResourceChange?.LogicalResourceId]),
      ).toEqual(
        expect.arrayContaining([
          ["Add", "Only"],
          ["Add", "Work"],
        ]),
      );
      await cfn.executeChangeSet({ ChangeSetName: "first", StackName });
      await waitUntilStackCreateComplete(waiting(), { StackName });

      const same = { ...common, UsePreviousTemplate: true, ChangeSetType: "UPDATE" as const };
      const previous = [{ ParameterKey: "Stage", UsePreviousValue: true }];
      await cfn.createChangeSet({ ...same, ChangeSetName: "none", Parameters: previous });
      expect(await cfn.describeChangeSet({ StackName, ChangeSetName: "none" })).toMatchObject({
        ...{ Status: "FAILED", StatusReason: expect.stringContaining("didn't contain changes") },
      });
      await cfn.deleteChangeSet({ StackName, ChangeSetName: "none" });

      const { UsePreviousTemplate: _, ...replaced } = same;
      const TemplateBody = template(41)
        .replace("KeySchema: [{AttributeName: id", "KeySchema: [{AttributeName: key")
        .replace("AttributeDefinitions: [{AttributeName: id", "AttributeDefinitions: [{AttributeName: key");
      await cfn.createChangeSet({ ...replaced, ChangeSetName: "second", TemplateBody });
      const { Changes = [] } = await cfn.describeChangeSet({ StackName, ChangeSetName: "second" });
      const byId = Object.fromEntries(
        Changes.map(({ ResourceChange: one }) => [one?.LogicalResourceId, one]),
      );
      expect(byId).toMatchObject({
        Orders: { Action: "Modify", Replacement: "True" },
        Work: { Action: "Modify", Replacement: "False" },
        Only: { Action: "Remove" },
      });
      const { Table } = await outputs(StackName);
      await cfn.executeChangeSet({ ChangeSetName: "second", StackName });
      await waitUntilStackUpdateComplete(waiting(), { StackName });
      const { Table: other } = await outputs(StackName);
      expect(other).not.toBe(Table);
      await expect(dynamo.describeTable({ TableName: Table })).rejects.toMatchObject({
        name: "ResourceNotFoundException",
      });
      expect((await dynamo.describeTable({ TableName: other })).Table?.TableStatus).toBe("ACTIVE");
    });

    it("share values by exports, which are not taken away under others", async () => {
      const name = `shared-${randomUUID().slice(0, 8)}`;
      const producer = await created(
        `{Resources: {Q: {Type: AWS::SQS::Queue}}, Outputs: {Arn: {Value: !GetAtt Q.Arn, Export: {Name: ${name}}}}}`,
      );
      const consumer = await created(
        `{Resources: {Q: {Type: AWS::SQS::Queue}}, Outputs: {Other: {Value: !ImportValue ${name}}}}`,
      );
      expect((await outputs(consumer)).Other).toBe((await outputs(producer)).Arn);
      const { Exports } = await cfn.listExports({});
      expect(Exports).toContainEqual(expect.objectContaining({ Name: name }));
      expect((await cfn.listImports({ ExportName: name })).Imports).toEqual([consumer]);
      await expect(cfn.deleteStack({ StackName: producer })).rejects.toMatchObject({
        name: "ValidationError",
      });
    });

    it("need what they are allowed, and what can be read", async () => {
      const create = (TemplateBody: string, more: object = {}) =>
        cfn.createStack({ StackName: newName(), TemplateBody, ...more });
      const role = "{Resources: {R: {Type: AWS::IAM::Role, Properties: {AssumeRolePolicyDocument: {}}}}}";
      await expect(create(role)).rejects.toMatchObject({
        ...{ name: "InsufficientCapabilitiesException", message: "Requires capabilities : [CAPABILITY_IAM]" },
      });
      const named = role.replace("AssumeRole", "RoleName: admin, AssumeRole");
      await expect(create(named, { Capabilities: ["CAPABILITY_IAM"] })).rejects.toMatchObject({
        message: "Requires capabilities : [CAPABILITY_NAMED_IAM]",
      });
      const sam =
        "{Transform: AWS::Serverless-2016-10-31, Resources: {T: {Type: AWS::Serverless::SimpleTable}}}";
      await expect(create(sam)).rejects.toMatchObject({
        message: "Requires capabilities : [CAPABILITY_AUTO_EXPAND]",
      });
      await expect(
        create("{Resources: {A: {Type: AWS::SQS::Queue, Properties: {Nam: x}}}}"),
      ).rejects.toMatchObject({
        ...{ name: "ValidationError", message: expect.stringContaining("Nam") },
      });
      await expect(create("{Resources: [}")).rejects.toMatchObject({ name: "ValidationError" });
      await expect(create("{Resources: {A: {Type: AWS::EC2::Instance}}}")).rejects.toMatchObject({
        message: expect.stringContaining("AWS::EC2::Instance"),
      });
      const StackName = await created("{Resources: {A: {Type: AWS::SQS::Queue}}}");
      await expect(
        cfn.createStack({ StackName, TemplateBody: sam, Capabilities: ["CAPABILITY_AUTO_EXPAND"] }),
      ).rejects.toMatchObject({ name: "AlreadyExistsException" });
      expect(await cfn.validateTemplate({ TemplateBody: named })).toMatchObject({
        Capabilities: ["CAPABILITY_NAMED_IAM"],
      });
      expect(await cfn.getTemplateSummary({ TemplateBody: template(1) })).toMatchObject({
        ResourceTypes: expect.arrayContaining(["AWS::DynamoDB::Table", "AWS::SQS::Queue"]),
      });
    });

    it("have FIFO queues and topics", async () => {
      const body = (deduplication: string) => `
Resources:
  Dead: {Type: AWS::SQS::Queue, Properties: {FifoQueue: true}}
  Work:
    Type: AWS::SQS::Queue
    Properties:
      FifoQueue: true
      ${deduplication}
      RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}
  Orders:
    Type: AWS::SNS::Topic
    Properties:
      FifoTopic: true
      ${deduplication}
      Subscription: [{Protocol: sqs, Endpoint: !GetAtt Work.Arn}]
Outputs:
  Url: {Value: !Ref Work}
  Topic: {Value: !Ref Orders}
`;
      const StackName = await created(body("ContentBasedDeduplication: true"));
      const { Url: QueueUrl, Topic: TopicArn } = await outputs(StackName);
      const sns = new SNS(clientOptions(aws()));
      await sns.publish({ TopicArn, Message: "x", MessageGroupId: "g" });
      const { Messages } = await sqs.receiveMessage({ QueueUrl, MessageSystemAttributeNames: ["All"] });
      expect(Messages?.[0]?.Attributes).toMatchObject({ MessageGroupId: "g" });
      await cfn.updateStack({ StackName, TemplateBody: body("") });
      await waitUntilStackUpdateComplete(waiting(), { StackName });
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
      expect(Attributes).toMatchObject({ FifoQueue: "true", ContentBasedDeduplication: "false" });
      const publish = sns.publish({ TopicArn, Message: "y", MessageGroupId: "g" });
      await expect(publish).rejects.toThrow(/ContentBasedDeduplication/);
      sns.destroy();
    });

    it("come from SAM", async () => {
      const StackName = newName();
      await cfn.createStack({
        ...{ StackName, Capabilities: ["CAPABILITY_AUTO_EXPAND"] },
        TemplateBody:
          "{Transform: AWS::Serverless-2016-10-31, Resources: {T: {Type: AWS::Serverless::SimpleTable}}}",
      });
      await waitUntilStackCreateComplete(waiting(), { StackName });
      const { StackResourceDetail: one } = await cfn.describeStackResource({
        StackName,
        LogicalResourceId: "T",
      });
      expect(one?.ResourceType).toBe("AWS::DynamoDB::Table");
      const { Table } = await dynamo.describeTable({ TableName: one?.PhysicalResourceId });
      expect(Table?.KeySchema).toEqual([{ AttributeName: "id", KeyType: "HASH" }]);
      const processed = await cfn.getTemplate({ StackName, TemplateStage: "Processed" });
      expect(JSON.parse(processed.TemplateBody ?? "").Resources.T.Type).toBe("AWS::DynamoDB::Table");
    });
  },
  "moto makes stacks at once, rolls nothing back and knows other properties",
);

import { createHash } from "node:crypto";
import {
  AddPermissionCommand,
  CreateAliasCommand,
  CreateFunctionCommand,
  DeleteAliasCommand,
  DeleteFunctionCommand,
  GetAccountSettingsCommand,
  GetAliasCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetPolicyCommand,
  InvalidParameterValueException,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  ListVersionsByFunctionCommand,
  PreconditionFailedException,
  PublishVersionCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  ResourceConflictException,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateAliasCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Lambda, packageOf } from "./lambda-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const answering = (answer: string) => `exports.handler = async () => ${JSON.stringify(answer)}`;
const Role = "arn:aws:iam::000000000000:role/r";

describeAws(
  "functions",
  (aws) => {
    it("are created, shown, listed and deleted", async () => {
      const lambda = new Lambda(aws());
      const zip = packageOf({ "index.js": answering("x") });
      const FunctionName = `made-${Date.now()}`;
      const created = await lambda.client.send(
        new CreateFunctionCommand({
          ...{ FunctionName, Role, Runtime: "nodejs24.x", Handler: "index.handler", Code: { ZipFile: zip } },
          ...{ Description: "d", Timeout: 5, MemorySize: 256, Environment: { Variables: { A1: "b" } } },
          Tags: { owner: "shop" },
        }),
      );
      expect(created).toMatchObject({ State: "Pending", StateReasonCode: "Creating", Version: "$LATEST" });
      await waitUntilFunctionActiveV2({ client: lambda.client, maxWaitTime: 20 }, { FunctionName });
      const { Configuration, Code, Tags } = await lambda.client.send(
        new GetFunctionCommand({ FunctionName }),
      );
      const FunctionArn = `arn:aws:lambda:us-east-1:000000000000:function:${FunctionName}`;
      const CodeSha256 = createHash("sha256").update(zip).digest("base64");
      expect(Configuration).toMatchObject({
        ...{ FunctionName, FunctionArn, Role, Runtime: "nodejs24.x", Handler: "index.handler", CodeSha256 },
        ...{ Description: "d", Timeout: 5, MemorySize: 256, Environment: { Variables: { A1: "b" } } },
        ...{ CodeSize: zip.length, Version: "$LATEST", State: "Active", LastUpdateStatus: "Successful" },
        ...{ PackageType: "Zip", Architectures: ["x86_64"], EphemeralStorage: { Size: 512 } },
        ...{ TracingConfig: { Mode: "PassThrough" }, SnapStart: { ApplyOn: "None" } },
        LoggingConfig: { LogFormat: "Text", LogGroup: `/aws/lambda/${FunctionName}` },
        LastModified: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000$/),
      });
      expect(Tags).toEqual({ owner: "shop" });
      const downloaded = await fetch(Code?.Location ?? "");
      expect(Buffer.from(await downloaded.arrayBuffer()).equals(Buffer.from(zip))).toBe(true);
      const { Functions } = await lambda.client.send(new ListFunctionsCommand({}));
      expect(Functions?.map((one) => one.FunctionName)).toContain(FunctionName);
      for (const name of [FunctionArn, `000000000000:function:${FunctionName}`]) {
        const one = await lambda.client.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
        expect(one.FunctionArn).toBe(FunctionArn);
      }
      await lambda.client.send(new DeleteFunctionCommand({ FunctionName }));
      const gone = lambda.client.send(new GetFunctionCommand({ FunctionName }));
      await expect(gone).rejects.toBeInstanceOf(ResourceNotFoundException);
      await expect(gone).rejects.toMatchObject({ message: `Function not found: ${FunctionArn}` });
    });

    it("are refused twice, without what they need, and with what is not applied", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(answering("x"));
      const create = (more: object) =>
        lambda.client.send(
          new CreateFunctionCommand({
            ...{ FunctionName: `n-${Date.now()}`, Role, Runtime: "nodejs24.x", Handler: "index.handler" },
            ...{ Code: { ZipFile: packageOf({ "index.js": "" }) }, ...more },
          }),
        );
      const conflicting = create({ FunctionName });
      await expect(conflicting).rejects.toBeInstanceOf(ResourceConflictException);
      await expect(conflicting).rejects.toMatchObject({ message: `Function already exist: ${FunctionName}` });
      for (const wrong of [
        ...[{ Handler: undefined }, { Runtime: undefined }, { Code: { ZipFile: Buffer.from("no zip") } }],
        ...[{ Code: {} }, { Environment: { Variables: { AWS_REGION: "x" } } }, { Layers: ["arn"] }],
        ...[
          { PackageType: "Image", Code: { ImageUri: "x" } },
          { SnapStart: { ApplyOn: "PublishedVersions" } },
        ],
        ...[{ FileSystemConfigs: [{ Arn: "a", LocalMountPath: "/mnt/a" }] }, { Runtime: "python3.13" }],
        ...[{ DeadLetterConfig: { TargetArn: "arn:aws:kinesis:us-east-1:000000000000:stream/x" } }],
      ]) {
        await expect(create(wrong), JSON.stringify(wrong)).rejects.toBeInstanceOf(
          InvalidParameterValueException,
        );
      }
      for (const wrong of [{ Timeout: 901 }, { MemorySize: 64 }, { Role: "r" }, { FunctionName: "a b" }]) {
        await expect(create(wrong), JSON.stringify(wrong)).rejects.toMatchObject({
          name: "ValidationException",
        });
      }
    });

    it("change their code and their settings, checked by the revision", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(answering("one"));
      expect((await lambda.invoke(FunctionName)).payload).toBe("one");
      const ZipFile = packageOf({ "index.js": "exports.handler = async () => process.env.SAID" });
      const updated = await lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
      expect(updated.LastUpdateStatus).toBe("InProgress");
      await waitUntilFunctionUpdatedV2({ client: lambda.client, maxWaitTime: 20 }, { FunctionName });
      const changed = await lambda.client.send(
        new UpdateFunctionConfigurationCommand({
          ...{ FunctionName, RevisionId: updated.RevisionId, Environment: { Variables: { SAID: "two" } } },
          Timeout: 7,
        }),
      );
      expect(changed).toMatchObject({ Timeout: 7, MemorySize: 128, Handler: "index.handler" });
      expect((await lambda.invoke(FunctionName)).payload).toBe("two");
      const late = lambda.client.send(
        new UpdateFunctionConfigurationCommand({ FunctionName, RevisionId: updated.RevisionId, Timeout: 8 }),
      );
      await expect(late).rejects.toBeInstanceOf(PreconditionFailedException);
    });

    it("have versions that do not change, and a new one only after a change", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(answering("one"));
      const publish = (more = {}) => lambda.client.send(new PublishVersionCommand({ FunctionName, ...more }));
      const [first, again] = [await publish({ Description: "first" }), await publish()];
      expect([first.Version, again.Version]).toEqual(["1", "1"]);
      expect(first.FunctionArn).toMatch(/:1$/);
      const ZipFile = packageOf({ "index.js": answering("two") });
      const second = await lambda.client.send(
        new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }),
      );
      expect(second.Version).toBe("2");
      const answers = ["1", "2", "$LATEST"].map((Qualifier) =>
        lambda.invoke(FunctionName, {}, { Qualifier }),
      );
      expect((await Promise.all(answers)).map(({ payload, version }) => [payload, version])).toEqual([
        ...[
          ["one", "1"],
          ["two", "2"],
          ["two", "$LATEST"],
        ],
      ]);
      const { Versions } = await lambda.client.send(new ListVersionsByFunctionCommand({ FunctionName }));
      expect(Versions?.map((one) => one.Version)).toEqual(["$LATEST", "1", "2"]);
      await expect(publish({ CodeSha256: first.CodeSha256 })).rejects.toBeInstanceOf(
        InvalidParameterValueException,
      );
      await lambda.client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "1" }));
      await expect(lambda.invoke(FunctionName, {}, { Qualifier: "1" })).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
    });

    it("have aliases, which move and share between two versions", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(answering("one"), { Publish: true });
      const ZipFile = packageOf({ "index.js": answering("two") });
      await lambda.client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile, Publish: true }));
      const alias = { FunctionName, Name: "live" };
      const made = await lambda.client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" }));
      expect(made).toMatchObject({
        Name: "live",
        FunctionVersion: "1",
        AliasArn: expect.stringMatching(/:live$/),
      });
      const twice = lambda.client.send(new CreateAliasCommand({ ...alias, FunctionVersion: "1" }));
      await expect(twice).rejects.toBeInstanceOf(ResourceConflictException);
      expect(await lambda.invoke(`${FunctionName}:live`)).toMatchObject({ payload: "one", version: "1" });
      const RoutingConfig = { AdditionalVersionWeights: { "2": 1 } };
      await lambda.client.send(new UpdateAliasCommand({ ...alias, RoutingConfig }));
      expect(await lambda.client.send(new GetAliasCommand(alias))).toMatchObject({
        FunctionVersion: "1",
        RoutingConfig,
      });
      expect(await lambda.invoke(`${FunctionName}:live`)).toMatchObject({ payload: "two", version: "2" });
      const none = { AdditionalVersionWeights: {} };
      await lambda.client.send(
        new UpdateAliasCommand({ ...alias, FunctionVersion: "2", RoutingConfig: none }),
      );
      const { Aliases } = await lambda.client.send(new ListAliasesCommand({ FunctionName }));
      expect(Aliases?.map(({ Name, FunctionVersion }) => [Name, FunctionVersion])).toEqual([["live", "2"]]);
      const used = lambda.client.send(new DeleteFunctionCommand({ FunctionName, Qualifier: "2" }));
      await expect(used).rejects.toBeInstanceOf(ResourceConflictException);
      const missing = lambda.client.send(new UpdateAliasCommand({ ...alias, FunctionVersion: "9" }));
      await expect(missing).rejects.toBeInstanceOf(ResourceNotFoundException);
      await lambda.client.send(new DeleteAliasCommand(alias));
      await expect(lambda.client.send(new GetAliasCommand(alias))).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
    });

    it("keep a policy, tags and how events are dealt with", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(answering("x"));
      const { Statement } = await lambda.client.send(
        new AddPermissionCommand({
          ...{
            FunctionName,
            StatementId: "sns",
            Action: "lambda:InvokeFunction",
            Principal: "sns.amazonaws.com",
          },
          SourceArn: "arn:aws:sns:us-east-1:000000000000:t",
        }),
      );
      expect(JSON.parse(Statement ?? "")).toMatchObject({
        ...{ Sid: "sns", Effect: "Allow", Principal: { Service: "sns.amazonaws.com" } },
        Condition: { ArnLike: { "AWS:SourceArn": "arn:aws:sns:us-east-1:000000000000:t" } },
      });
      const { Policy } = await lambda.client.send(new GetPolicyCommand({ FunctionName }));
      expect(JSON.parse(Policy ?? "").Statement).toEqual([JSON.parse(Statement ?? "")]);
      await lambda.client.send(new RemovePermissionCommand({ FunctionName, StatementId: "sns" }));
      const empty = lambda.client.send(new GetPolicyCommand({ FunctionName }));
      await expect(empty).rejects.toBeInstanceOf(ResourceNotFoundException);

      const { FunctionArn: Resource } = await lambda.client.send(
        new GetFunctionConfigurationCommand({ FunctionName }),
      );
      await lambda.client.send(new TagResourceCommand({ Resource, Tags: { a: "1", b: "2" } }));
      await lambda.client.send(new UntagResourceCommand({ Resource, TagKeys: ["a"] }));
      expect((await lambda.client.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: "2" });

      const none = lambda.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
      await expect(none).rejects.toBeInstanceOf(ResourceNotFoundException);
      await lambda.client.send(
        new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }),
      );
      const Destination = "arn:aws:sqs:us-east-1:000000000000:failed";
      await lambda.client.send(
        new UpdateFunctionEventInvokeConfigCommand({
          FunctionName,
          DestinationConfig: { OnFailure: { Destination } },
        }),
      );
      const config = await lambda.client.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
      expect(config).toMatchObject({
        MaximumRetryAttempts: 1,
        DestinationConfig: { OnFailure: { Destination } },
      });
      const { AccountLimit } = await lambda.client.send(new GetAccountSettingsCommand({}));
      expect(AccountLimit).toMatchObject({ ConcurrentExecutions: 1000, CodeSizeUnzipped: 262_144_000 });
    });
  },
  withoutMotoLambda,
);

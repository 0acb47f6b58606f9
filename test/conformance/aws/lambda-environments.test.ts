import {
  DeleteFunctionConcurrencyCommand,
  DeleteProvisionedConcurrencyConfigCommand,
  GetFunctionConcurrencyCommand,
  GetProvisionedConcurrencyConfigCommand,
  InvalidParameterValueException,
  ProvisionedConcurrencyConfigNotFoundException,
  PutFunctionConcurrencyCommand,
  PutProvisionedConcurrencyConfigCommand,
  TooManyRequestsException,
  UpdateFunctionConfigurationCommand,
} from "@aws-sdk/client-lambda";
import { expect, it, test } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import { processStartTime } from "../../../src/platform/process-start-time.js";
import { describeAws } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const counting =
  "let n = 0; exports.handler = async (e) => { n += 1; await new Promise((r) => setTimeout(r, e.ms ?? 0)); return { n, pid: process.pid } }";

// One that has ended and that nobody collected is none.
const isAlive = (pid: number): boolean => processStartTime(pid) !== undefined;

describeAws(
  "environments",
  (aws) => {
    it("stay warm, run one invocation at a time, and are replaced after a change", async () => {
      const lambda = new Lambda(aws());
      const name = await lambda.function(counting);
      const [first, second] = [await lambda.invoke(name), await lambda.invoke(name)];
      expect([first.payload.n, second.payload.n]).toEqual([1, 2]);
      expect(first.log).toContain("Init Duration");
      expect(second.log).not.toContain("Init Duration");
      const both = await Promise.all([lambda.invoke(name, { ms: 1000 }), lambda.invoke(name, { ms: 1000 })]);
      expect(new Set(both.map(({ payload }) => payload.pid)).size).toBe(2);
      await lambda.client.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, Timeout: 9 }));
      expect((await lambda.invoke(name)).payload.n).toBe(1);
      await expect.poll(() => both.filter(({ payload }) => isAlive(payload.pid)).length).toBe(0);
    });

    it("are no more than the reserved concurrency lets be", async () => {
      const lambda = new Lambda(aws());
      const FunctionName = await lambda.function(counting, { Timeout: 20 });
      const reserve = (ReservedConcurrentExecutions: number) =>
        lambda.client.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions }));
      await reserve(1);
      expect(
        (await lambda.client.send(new GetFunctionConcurrencyCommand({ FunctionName })))
          .ReservedConcurrentExecutions,
      ).toBe(1);
      const calls = [1, 2, 3].map(() => lambda.invoke(FunctionName, { ms: 1500 }));
      const settled = await Promise.allSettled(calls);
      expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
      for (const one of settled.filter((each) => each.status === "rejected")) {
        expect(one.reason).toBeInstanceOf(TooManyRequestsException);
        expect(one.reason).toMatchObject({
          Reason: "ReservedFunctionConcurrentInvocationLimitExceeded",
          $metadata: { httpStatusCode: 429 },
        });
      }
      await reserve(0);
      await expect(lambda.invoke(FunctionName)).rejects.toBeInstanceOf(TooManyRequestsException);
      await expect(reserve(901)).rejects.toBeInstanceOf(InvalidParameterValueException);
      await lambda.client.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
      expect((await lambda.invoke(FunctionName)).error).toBeUndefined();
    });

    it("are kept ready where concurrency is provisioned", async () => {
      const lambda = new Lambda(aws());
      const code = `${counting}; const began = process.env.AWS_LAMBDA_INITIALIZATION_TYPE; exports.type = async () => began`;
      const FunctionName = await lambda.function(code, { Publish: true, Handler: "index.type" });
      const config = { FunctionName, Qualifier: "1" };
      const put = (Qualifier: string, ProvisionedConcurrentExecutions: number) =>
        lambda.client.send(
          new PutProvisionedConcurrencyConfigCommand({
            FunctionName,
            Qualifier,
            ProvisionedConcurrentExecutions,
          }),
        );
      await expect(put("$LATEST", 1)).rejects.toBeInstanceOf(InvalidParameterValueException);
      expect(await put("1", 2)).toMatchObject({
        Status: "IN_PROGRESS",
        RequestedProvisionedConcurrentExecutions: 2,
      });
      const get = () => lambda.client.send(new GetProvisionedConcurrencyConfigCommand(config));
      await expect.poll(async () => (await get()).Status, { timeout: 30_000 }).toBe("READY");
      expect(await get()).toMatchObject({ AvailableProvisionedConcurrentExecutions: 2 });
      const calls = await Promise.all([1, 2].map(() => lambda.invoke(FunctionName, {}, { Qualifier: "1" })));
      expect(calls.map(({ payload }) => payload)).toEqual([
        "provisioned-concurrency",
        "provisioned-concurrency",
      ]);
      expect((await lambda.invoke(FunctionName)).payload).toBe("on-demand");
      await lambda.client.send(new DeleteProvisionedConcurrencyConfigCommand(config));
      await expect(get()).rejects.toBeInstanceOf(ProvisionedConcurrencyConfigNotFoundException);
    });
  },
  withoutMotoLambda,
);

test("an environment that has nothing to do is ended, and a process makes room for another function's", async () => {
  const aws = await startAws({ lambda: { idleMs: 100, maxEnvironments: 1 } });
  try {
    const lambda = new Lambda(aws);
    const [one, other] = [await lambda.function(counting), await lambda.function(counting)];
    const { payload } = await lambda.invoke(one);
    await expect.poll(() => isAlive(payload.pid), { timeout: 10_000 }).toBe(false);
    const again = await lambda.invoke(one);
    expect(again.payload.n).toBe(1);
    expect((await lambda.invoke(other)).payload.n).toBe(1);
    expect(isAlive(again.payload.pid)).toBe(false);
  } finally {
    await aws.close();
  }
});

test("no process is left when the emulator ends", async () => {
  const aws = await startAws();
  const lambda = new Lambda(aws);
  const child =
    "const { spawn } = require('node:child_process'); exports.handler = async () => [process.pid, spawn('sleep', ['600']).pid]";
  const { payload } = await lambda.invoke(await lambda.function(child));
  await aws.close();
  await expect.poll(() => payload.filter(isAlive)).toEqual([]);
});

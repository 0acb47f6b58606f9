import {
  InvalidRequestContentException,
  InvokeCommand,
  RequestTooLargeException,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import { expect, it } from "vitest";
import { describeAws } from "./aws-under-test.js";
import { Lambda } from "./lambda-client.js";
import { withoutMotoLambda } from "./without-moto-lambda.js";

const requestId = /^[0-9a-f]{8}-[0-9a-f-]{27}$/;

describeAws(
  "invocations",
  (aws) => {
    it("give the handler its event, context and environment, and answer what it gives back", async () => {
      const lambda = new Lambda(aws());
      const name = await lambda.function(
        `exports.handler = async (event, context) => ({
          event, context, env: process.env, cwd: process.cwd(), left: context.getRemainingTimeInMillis() })`,
        {
          Timeout: 5,
          MemorySize: 192,
          Environment: { Variables: { OWN: "x", AWS_ENDPOINT_URL_S3: "http://s3" } },
        },
      );
      const { payload, status, error, version } = await lambda.invoke(name, { ünï: [1, null] });
      expect({ status, error, version }).toEqual({ status: 200, error: undefined, version: "$LATEST" });
      expect(payload).toMatchObject({
        event: { ünï: [1, null] },
        context: {
          ...{ functionName: name, functionVersion: "$LATEST", memoryLimitInMB: "192" },
          ...{ awsRequestId: expect.stringMatching(requestId), logGroupName: `/aws/lambda/${name}` },
          logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
          invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
        },
        env: {
          ...{
            OWN: "x",
            AWS_ENDPOINT_URL: aws().url,
            AWS_ENDPOINT_URL_S3: "http://s3",
            AWS_REGION: "us-east-1",
          },
          ...{ AWS_LAMBDA_FUNCTION_NAME: name, AWS_LAMBDA_FUNCTION_VERSION: "$LATEST", TZ: ":UTC" },
          ...{ AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "192", _HANDLER: "index.handler" },
          ...{ AWS_EXECUTION_ENV: "AWS_Lambda_nodejs22.x", AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand" },
          ...{ AWS_ACCESS_KEY_ID: "000000000000", LAMBDA_TASK_ROOT: payload.cwd },
          _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};/),
        },
      });
      // Nothing of this process's own.
      expect(Object.keys(payload.env)).not.toContain("HOME");
      expect(payload.left).toBeGreaterThan(3000);
      expect(payload.left).toBeLessThanOrEqual(5000);
    });

    it("find handlers as AWS does: CommonJS, ES modules, folders, members", async () => {
      const lambda = new Lambda(aws());
      const esm =
        'import path from "node:path"; export const handler = async () => path.sep + import.meta.url.slice(0, 4)';
      const cases: [Record<string, string>, string][] = [
        [{ "index.js": "exports.handler = async () => __filename.slice(-8)" }, "index.handler"],
        [{ "index.mjs": esm }, "index.handler"],
        [{ "index.js": esm, "package.json": '{"type":"module"}' }, "index.handler"],
        [{ "src/app.cjs": "exports.api = { get: async () => 'nested' }" }, "src/app.api.get"],
        [
          {
            "lib/index.js": "exports.run = async () => require('./one.js')",
            "lib/one.js": "module.exports = 'one'",
          },
          "lib/index.run",
        ],
        [
          {
            "index.mjs":
              "const late = await Promise.resolve('top-level'); export const handler = async () => late",
          },
          "index.handler",
        ],
      ];
      const answers = cases.map(async ([files, Handler]) => {
        const { payload } = await lambda.invoke(await lambda.functionOf(files, { Handler }));
        return payload;
      });
      expect(await Promise.all(answers)).toEqual([
        "index.js",
        "/file",
        "/file",
        "nested",
        "one",
        "top-level",
      ]);
    });

    it("answer as each runtime version lets handlers answer", async () => {
      const lambda = new Lambda(aws());
      const answer = async (code: string, Runtime: "nodejs22.x" | "nodejs24.x") => {
        const { payload } = await lambda.invoke(await lambda.function(code, { Runtime }));
        return payload?.errorType ?? payload;
      };
      const callback = "exports.handler = (e, c, done) => { setTimeout(() => done(null, 'called'), 5) }";
      expect(await answer(callback, "nodejs22.x")).toBe("called");
      expect(await answer(callback, "nodejs24.x")).toBe("Runtime.CallbackHandlerDeprecated");
      expect(await answer("exports.handler = (e, c) => c.succeed('by context')", "nodejs22.x")).toBe(
        "by context",
      );
      expect(await answer("exports.handler = (e, c, done) => done(new RangeError('r'))", "nodejs22.x")).toBe(
        "RangeError",
      );
      expect(await answer("exports.handler = () => 'sync'", "nodejs22.x")).toBeNull();
      expect(await answer("exports.handler = () => 'sync'", "nodejs24.x")).toBe("sync");
      expect(await answer("exports.handler = async () => undefined", "nodejs24.x")).toBeNull();
      const streamed =
        "exports.handler = awslambda.streamifyResponse(async (e, s) => { s.write('\"a'); s.end('b\"') })";
      expect(await answer(streamed, "nodejs24.x")).toBe("ab");
    });

    it("say how the function failed, in AWS's shape", async () => {
      const lambda = new Lambda(aws());
      const fail = async (code: string, Handler = "index.handler") => {
        const { error, payload, status } = await lambda.invoke(await lambda.function(code, { Handler }));
        expect([status, error]).toEqual([200, "Unhandled"]);
        return [payload.errorType, payload.errorMessage];
      };
      const thrown = "class Own extends Error { constructor(m) { super(m); this.name = 'Own' } }";
      expect(await fail(`${thrown} exports.handler = async () => { throw new Own('m') }`)).toEqual([
        "Own",
        "m",
      ]);
      expect(await fail("exports.handler = async () => { throw 'text' }")).toEqual(["string", "text"]);
      expect(await fail("exports.handler = () => { throw new TypeError('sync') }")).toEqual([
        "TypeError",
        "sync",
      ]);
      expect(await fail("throw new Error('at start')")).toEqual(["Error", "at start"]);
      expect(await fail("exports.handler = async () => 1", "index.none")).toEqual([
        ...["Runtime.HandlerNotFound", "index.none is undefined or not exported"],
      ]);
      expect(await fail("const {", "index.handler")).toEqual([
        "Runtime.UserCodeSyntaxError",
        expect.any(String),
      ]);
      const [type, message] = await fail("exports.handler = async () => 1", "other.handler");
      expect([type, message]).toEqual([
        "Runtime.ImportModuleError",
        expect.stringContaining("Cannot find module"),
      ]);
      expect(await fail("require('not-there')")).toEqual([
        ...["Runtime.ImportModuleError", expect.stringContaining("Cannot find module 'not-there'")],
      ]);
      const rejected =
        "exports.handler = async () => { Promise.reject(new Error('lost')); await new Promise(() => setTimeout(() => 0, 1e6)) }";
      expect(await fail(rejected)).toEqual(["Runtime.UnhandledPromiseRejection", "Error: lost"]);
      const later =
        "exports.handler = () => new Promise(() => setTimeout(() => { throw new Error('later') }))";
      expect(await fail(later)).toEqual(["Error", "later"]);
      expect(await fail("exports.handler = async () => process.exit(3)")).toEqual([
        ...[
          "Runtime.ExitError",
          expect.stringMatching(/^RequestId: \S+ Error: Runtime exited with error: exit status 3$/),
        ],
      ]);
      expect(await fail("exports.handler = async () => process.exit(0)")).toEqual([
        ...["Runtime.ExitError", expect.stringContaining("Runtime exited without providing a reason")],
      ]);
      expect(await fail("exports.handler = async () => 'x'.repeat(7e6)")).toEqual([
        ...["Function.ResponseSizeTooLarge", expect.stringContaining("6291556 bytes")],
      ]);
    });

    it("are killed at their timeout, and start cold again", async () => {
      const lambda = new Lambda(aws());
      const name = await lambda.function(
        "let n = 0; exports.handler = async (e) => { n += 1; if (e.hang) for (;;); return { n, pid: process.pid } }",
        { Timeout: 1 },
      );
      const first = await lambda.invoke(name);
      const { error, payload, log } = await lambda.invoke(name, { hang: true });
      expect(error).toBe("Unhandled");
      expect(payload).toEqual({
        ...{
          errorType: "Sandbox.Timedout",
          errorMessage: expect.stringMatching(/^RequestId: \S+ Error: Task timed out after 1.00 seconds$/),
        },
      });
      expect(log).toMatch(/Z \S+ Task timed out after 1\.00 seconds\n/);
      expect(log).toMatch(/Duration: 1000\.00 ms\tBilled Duration: 1000 ms\t.*\tStatus: timeout\t\n$/);
      expect(() => process.kill(first.payload.pid, 0)).toThrow("ESRCH");
      const next = await lambda.invoke(name);
      expect(next.payload).toMatchObject({ n: 1 });
      expect(next.log).toContain("Init Duration");
    });

    it("are killed when they take more memory than they have", async () => {
      const lambda = new Lambda(aws());
      const name = await lambda.function(
        "exports.handler = async () => { const kept = []; for (;;) { kept.push(Buffer.alloc(8e6, 1)); await new Promise((r) => setTimeout(r, 5)) } }",
        { Timeout: 60, MemorySize: 128 },
      );
      const { payload, log } = await lambda.invoke(name);
      expect(payload).toMatchObject({
        errorType: "Runtime.OutOfMemory",
        errorMessage: expect.stringContaining("signal: killed"),
      });
      expect(log).toContain("Status: error\tError Type: Runtime.OutOfMemory");
    });

    it("are logged as AWS logs them, in text and in JSON", async () => {
      const lambda = new Lambda(aws());
      const code = `exports.handler = async () => {
        console.log("two\\nlines", { a: 1 }); console.debug("d"); console.error(new Error("told"));
        process.stdout.write("plain\\n"); }`;
      const text = await lambda.invoke(await lambda.function(code));
      const [start, ...lines] = text.log.split("\n");
      const id = /^START RequestId: (\S+) Version: \$LATEST$/.exec(start ?? "")?.[1];
      const stamped = (level: string) => new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z\\t${id}\\t${level}\\t`);
      expect(lines[0]).toMatch(new RegExp(`${stamped("INFO").source}two$`));
      expect(lines[1]).toBe("lines { a: 1 }");
      expect(lines[2]).toMatch(stamped("DEBUG"));
      expect(lines[3]).toMatch(new RegExp(`${stamped("ERROR").source}Error: told$`));
      expect(lines).toContain("plain");
      expect(lines.slice(-3)).toEqual([
        `END RequestId: ${id}`,
        expect.stringMatching(
          new RegExp(
            `^REPORT RequestId: ${id}\\tDuration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\tMax Memory Used: \\d+ MB\\tInit Duration: \\d+\\.\\d\\d ms\\t$`,
          ),
        ),
        "",
      ]);
      const LoggingConfig = { LogFormat: "JSON", ApplicationLogLevel: "INFO" } as const;
      const json = await lambda.invoke(await lambda.function(code, { LoggingConfig }));
      const told = json.log
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line) => JSON.parse(line));
      expect(told.map((line) => line.type ?? line.level)).toEqual([
        "platform.start",
        "INFO",
        "ERROR",
        "platform.report",
      ]);
      expect(told[1]).toMatchObject({ message: "two\nlines { a: 1 }", requestId: told[0].record.requestId });
      expect(told[2]).toMatchObject({
        errorType: "Error",
        errorMessage: "told",
        stackTrace: expect.any(Array),
      });
      expect(told[3].record).toMatchObject({
        status: "success",
        metrics: { memorySizeMB: 128, initDurationMs: expect.any(Number) },
      });
    });

    it("run any program that speaks the Runtime API", async () => {
      const lambda = new Lambda(aws());
      const bootstrap = `#!${process.execPath}
        const api = "http://" + process.env.AWS_LAMBDA_RUNTIME_API + "/2018-06-01/runtime";
        (async () => { for (;;) {
          const next = await fetch(api + "/invocation/next");
          const id = next.headers.get("lambda-runtime-aws-request-id");
          const event = await next.json();
          console.log("own runtime");
          const wrong = await fetch(api + "/invocation/other/response", { method: "POST", body: "{}" });
          const body = event.fail ? { errorMessage: "m", errorType: "Own.Type" }
            : { event, deadline: Number(next.headers.get("lambda-runtime-deadline-ms")) > Date.now(), wrong: wrong.status };
          const where = api + "/invocation/" + id + (event.fail ? "/error" : "/response");
          await fetch(where, { method: "POST", body: JSON.stringify(body), headers: { "Lambda-Runtime-Function-Error-Type": "Own.Type" } });
        } })();`;
      const name = await lambda.functionOf({ bootstrap }, { Runtime: "provided.al2023", Handler: "any" });
      const { payload, log } = await lambda.invoke(name, { a: 1 });
      expect(payload).toEqual({ event: { a: 1 }, deadline: true, wrong: 400 });
      expect(log).toContain("own runtime\n");
      expect(await lambda.invoke(name, { fail: true })).toMatchObject({
        ...{ error: "Unhandled", payload: { errorMessage: "m", errorType: "Own.Type" } },
      });
      const broken = await lambda.functionOf(
        { "readme.txt": "no bootstrap" },
        { Runtime: "provided.al2023" },
      );
      expect((await lambda.invoke(broken)).payload.errorType).toBe("Runtime.InvalidEntrypoint");
    });

    it("are only tried in a dry run, and refused beyond AWS's limits", async () => {
      const lambda = new Lambda(aws());
      const name = await lambda.function("exports.handler = async () => process.exit(1)");
      expect(await lambda.invoke(name, {}, { InvocationType: "DryRun" })).toMatchObject({ status: 204 });
      const send = (Payload: string, InvocationType: "Event" | "RequestResponse" = "RequestResponse") =>
        lambda.client.send(new InvokeCommand({ FunctionName: name, Payload, InvocationType }));
      await expect(send("{no json")).rejects.toBeInstanceOf(InvalidRequestContentException);
      await expect(send(`"${"x".repeat(6_291_456)}"`)).rejects.toBeInstanceOf(RequestTooLargeException);
      await expect(send(`"${"x".repeat(1_048_576)}"`, "Event")).rejects.toBeInstanceOf(
        RequestTooLargeException,
      );
      const nobody = lambda.invoke("nobody");
      await expect(nobody).rejects.toBeInstanceOf(ResourceNotFoundException);
      await expect(lambda.invoke(name, {}, { Qualifier: "7" })).rejects.toBeInstanceOf(
        ResourceNotFoundException,
      );
      const ClientContext = Buffer.from(JSON.stringify({ custom: { a: "b" } })).toString("base64");
      const shows = await lambda.function("exports.handler = async (e, c) => c.clientContext");
      expect((await lambda.invoke(shows, {}, { ClientContext })).payload).toEqual({ custom: { a: "b" } });
    });
  },
  withoutMotoLambda,
);

import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { InvalidParameterValueException, type Runtime } from "@aws-sdk/client-lambda";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startAws } from "../../../src/emulators/aws/start-aws.js";
import type { Emulator } from "../../../src/emulators/emulator.js";
import { Lambda } from "./lambda-client.js";

const sdk = spawnSync("dotnet", ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "";
const major = sdk.split(".")[0] ?? "";
const why = "SKIPPED: there is no .NET SDK on this machine";

const program = `
using System.Net.Http;
var api = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/";
using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
while (true)
{
    using var next = await client.GetAsync(api + "next");
    var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
    Console.WriteLine("in " + Environment.GetEnvironmentVariable("AWS_EXECUTION_ENV"));
    using var answer = await client.PostAsync(api + id + "/response", next.Content);
}`;
const project = `<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><OutputType>Exe</OutputType>
<TargetFramework>net${major}.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><UseAppHost>false</UseAppHost></PropertyGroup></Project>`;

describe("functions for .NET", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-dotnet-function-"));
  let aws: Emulator;
  let lambda: Lambda;

  beforeAll(async () => {
    aws = await startAws();
    lambda = new Lambda(aws);
  });
  afterAll(async () => {
    await aws.close();
    rmSync(folder, { recursive: true });
  });

  it.skipIf(sdk === "")(
    `run where the package is a program that speaks the Runtime API${sdk === "" ? ` (${why})` : ""}`,
    { timeout: 180_000 },
    async () => {
      writeFileSync(path.join(folder, "Program.cs"), program);
      writeFileSync(path.join(folder, "Echo.csproj"), project);
      const alone = ["-nodeReuse:false", "-p:UseSharedCompilation=false"];
      const args = ["publish", "--configuration", "Release", "--output", "out", "--nologo", ...alone];
      execFileSync("dotnet", args, { cwd: folder, stdio: "pipe" });
      const out = path.join(folder, "out");
      const files = Object.fromEntries(
        readdirSync(out).map((file) => [file, readFileSync(path.join(out, file))]),
      );
      const settings = { Runtime: `dotnet${major}` as Runtime, MemorySize: 256, Timeout: 20 };
      const name = await lambda.functionOf(files, { ...settings, Handler: "Echo" });
      const { payload, log, error } = await lambda.invoke(name, { text: "ñ" });
      expect({ payload, error }).toEqual({ payload: { text: "ñ" }, error: undefined });
      expect(log).toContain(`in AWS_Lambda_dotnet${major}\n`);
      const other = lambda.functionOf(files, { ...settings, Runtime: "dotnet6", Handler: "Echo" });
      await expect(other).rejects.toThrow(/needs \.NET 6 on this machine; .* has: .*\d+\.\d+\.\d+/);
    },
  );

  it("are refused where AWS's own runtime would have to call them, and where their program is missing", async () => {
    const files = { "Echo.deps.json": "{}" };
    const settings = { Runtime: "dotnet8" } as const;
    const method = lambda.functionOf(files, { ...settings, Handler: "Echo::Echo.Function::Handle" });
    await expect(method).rejects.toBeInstanceOf(InvalidParameterValueException);
    await expect(method).rejects.toThrow(/Echo::Echo\.Function::Handle needs AWS's own runtime/);
    const missing = lambda.functionOf(files, { ...settings, Handler: "Echo" });
    await expect(missing).rejects.toThrow(/has no Echo\.dll/);
  });
});

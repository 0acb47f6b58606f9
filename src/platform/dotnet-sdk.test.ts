import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkDotnet } from "./diagnosis.js";
import { installedDotnet, targetMajor } from "./dotnet-sdk.js";

let folder: string;
const { PATH } = process.env;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "msx-dotnet-"));
});
afterEach(() => {
  process.env.PATH = PATH;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program called dotnet first, as an installation has it. */
function install(program: string): void {
  const file = path.join(folder, "dotnet");
  writeFileSync(file, `#!/bin/sh\n${program}\n`);
  chmodSync(file, 0o755);
  process.env.PATH = `${folder}${path.delimiter}${PATH}`;
}

// The lines as .NET 10 prints them.
test("the SDKs and the ASP.NET Core runtimes of the machine are read off dotnet", async () => {
  install(`case $1 in
--list-sdks) echo "8.0.404 [/usr/share/dotnet/sdk]"; echo "10.0.401 [/usr/share/dotnet/sdk]" ;;
--list-runtimes) echo "Microsoft.AspNetCore.App 10.0.12 [/usr/share/dotnet/shared/Microsoft.AspNetCore.App]"
  echo "Microsoft.NETCore.App 10.0.13 [/usr/share/dotnet/shared/Microsoft.NETCore.App]" ;;
esac`);
  expect(await installedDotnet()).toEqual({ sdks: ["8.0.404", "10.0.401"], runtimes: ["10.0.12"] });
});

test("one that fails, and none at all, count as none", async () => {
  install("exit 1");
  expect(await installedDotnet()).toEqual({ sdks: [], runtimes: [] });
  process.env.PATH = path.join(folder, "none");
  expect(await installedDotnet()).toEqual({ sdks: [], runtimes: [] });
});

test("a service says which .NET it is made for", () => {
  expect(targetMajor(folder)).toBe(10);
  const properties =
    "<Project><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>";
  writeFileSync(path.join(folder, "Directory.Build.props"), properties);
  expect(targetMajor(folder)).toBe(8);
});

test("doctor: a newer .NET builds and runs what is made for an older one, not the other way round", () => {
  const services = [
    { name: "user-service", major: 10 },
    { name: "old-service", major: 8 },
  ];
  const installed = { sdks: ["10.0.401"], runtimes: ["10.0.12"] };
  expect(checkDotnet([], installed, true)).toEqual([]);
  expect(checkDotnet(services, installed, true)).toMatchObject([
    { state: "ok", finding: { code: "doctor.dotnet.ok", params: { runtime: "10.0.12" } } },
    { state: "ok", finding: { code: "doctor.dotnet.ok", params: { sdk: "10.0.401", runtime: "10.0.12" } } },
  ]);
  expect(checkDotnet(services, { sdks: ["8.0.404"], runtimes: ["8.0.11"] }, false)).toMatchObject([
    { state: "ok" },
    { state: "warn", remedy: { code: "doctor.dotnet.fix", params: { major: 10 } } },
  ]);
  expect(checkDotnet(services, { sdks: ["10.0.401"], runtimes: [] }, true)).toMatchObject([
    { state: "fail", finding: { code: "doctor.dotnet.none", params: { major: 8, services: "old-service" } } },
    { state: "fail" },
  ]);
});

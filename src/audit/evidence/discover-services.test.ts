import { expect, test } from "vitest";
import { discoverServices } from "./discover-services.js";
import { memoryTree } from "./file-tree.js";

const found = (files: Record<string, string>) =>
  discoverServices(memoryTree(files)).map(({ name, folder }) => `${name} in ${folder}`);
const server = (name: string, more: object = {}) =>
  JSON.stringify({ name, dependencies: { express: "4" }, ...more });
const started = { scripts: { start: "node index.js" } };
const project = (sdk: string, inside = "") => `<Project Sdk="${sdk}">${inside}</Project>`;

test("a serverless.yml that nests the service's name gives it", () => {
  const functions = "functions:\n  one:\n    handler: one.handler\n";
  const provider = "provider:\n  name: aws\n  runtime: nodejs22.x\n";
  expect(
    found({
      "a/serverless.yml": `service:\n  name: orders\n${provider}${functions}`,
      "b/serverless.yml": `service: bills\n${provider}${functions}`,
    }),
  ).toEqual(["orders in a", "bills in b"]);
});

test("each application of a Nest workspace is a service, a library is none", () => {
  const nest = {
    projects: {
      common: { type: "library", root: "libs/common" },
      auth: { type: "application", root: "apps/auth" },
      bills: { type: "application", root: "apps/bills" },
    },
  };
  const services = discoverServices(
    memoryTree({
      "package.json": JSON.stringify({ name: "shop", dependencies: { "@nestjs/core": "11" } }),
      "nest-cli.json": JSON.stringify(nest),
      "apps/auth/src/main.ts": "",
      // an application may have a package.json of its own besides
      "apps/bills/package.json": JSON.stringify({ name: "x", dependencies: { "@nestjs/core": "11" } }),
    }),
  );
  expect(services).toMatchObject([
    { name: "auth", folder: "apps/auth", alsoIn: ["libs/common", "package.json"] },
    { name: "bills", folder: "apps/bills" },
  ]);
});

test("a package that nothing starts is no service beside those that are started", () => {
  expect(
    found({
      "common/package.json": server("common", { main: "./build/index.js" }),
      "orders/package.json": server("orders", started),
      "bills/package.json": server("bills"),
      "bills/Dockerfile": "FROM node:24",
    }),
  ).toEqual(["bills in bills", "orders in orders"]);
});

test("a package of tests is no service", () => {
  expect(
    found({
      "orders/package.json": server("orders", started),
      "bills/package.json": server("bills", started),
      "orders/integration-test/package.json": server("orders-it", started),
      "system-test/package.json": server("system-test", started),
    }),
  ).toEqual(["bills in bills", "orders in orders"]);
});

test("services that copied one another's name are called like their folders", () => {
  expect(
    found({
      "orders/package.json": server("movies", started),
      "movies/package.json": server("movies", started),
    }),
  ).toEqual(["movies in movies", "orders in orders"]);
});

test("a folder with two C# projects is one service", () => {
  expect(
    found({
      "src/Orders.Api/Orders - Backup.Api.csproj": project("Microsoft.NET.Sdk.Web"),
      "src/Orders.Api/Orders.Api.csproj": project("Microsoft.NET.Sdk.Web"),
      "src/Bills/Bills.csproj": project("Microsoft.NET.Sdk.Worker"),
    }),
  ).toEqual(["Bills in src/Bills", "Orders.Api in src/Orders.Api"]);
});

test("a console program around the generic host is a worker, another is none", () => {
  const exe = "<OutputType>Exe</OutputType>";
  expect(
    found({
      "Api/Api.csproj": project("Microsoft.NET.Sdk.Web"),
      "Mailer/Mailer.csproj": project(
        "Microsoft.NET.Sdk",
        `${exe}<PackageReference Include="Microsoft.Extensions.Hosting" />`,
      ),
      "Seed/Seed.csproj": project("Microsoft.NET.Sdk", exe),
    }),
  ).toEqual(["Api in Api", "Mailer in Mailer"]);
});

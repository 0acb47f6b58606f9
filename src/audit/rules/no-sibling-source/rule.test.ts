import { expect, test } from "vitest";
import { checkRule, evidenceFor, type RuleCase } from "../../../../test/audit/check-rule.js";
import { rule } from "./rule.js";

const service = "services/user-service";

checkRule(rule, [
  {
    title: "an import from a neighbour",
    kind: "bad",
    service: "services/user-service",
    change: (repository) => {
      repository["services/user-service/src/main.ts"] +=
        'import { orderOf } from "../../order-service/src/domain/order.js";\n';
    },
    verdict: "fail",
    at: /main.ts:\d+/,
  },
  ...[
    ["a type", 'import type { Order } from "../../order-service/src/domain/order.js";'],
    ["what it exports again", 'export * from "../../order-service/src/domain/order.js";'],
    ["at run time", 'export const order = await import("../../order-service/src/domain/order.js");'],
    ["as CommonJS", 'export const order = require("../../order-service/src/domain/order.js");'],
  ].map(
    ([title, text]): RuleCase => ({
      title: `a neighbour's source: ${title}`,
      kind: "hostile",
      service,
      change: (repository) => {
        repository[`${service}/src/main.ts`] += `${text}\n`;
      },
      verdict: "fail",
      at: /main.ts:\d+/,
    }),
  ),
  {
    title: "an import that only a comment and a string name",
    kind: "good",
    service,
    change: (repository) => {
      repository[`${service}/src/main.ts`] +=
        '// import "../../order-service/src/a.js";\nexport const help = "../../order-service/src/a.js";\n';
    },
    verdict: "pass",
  },
  ...[
    ["devDependencies", "file:../order-service"],
    ["dependencies", "../order-service"],
    ["optionalDependencies", "link:../order-service"],
  ].map(
    ([kind, version]): RuleCase => ({
      title: `a neighbour's package in ${kind}: ${version}`,
      kind: "hostile",
      service,
      change: (repository) => {
        const manifest = JSON.parse(repository[`${service}/package.json`] ?? "{}");
        manifest[kind ?? ""] = { ...manifest[kind ?? ""], orders: version };
        repository[`${service}/package.json`] = JSON.stringify(manifest, null, 2);
      },
      verdict: "fail",
      at: /package\.json:\d+/,
    }),
  ),
  {
    title: "a path of the compiler into a neighbour",
    kind: "hostile",
    service,
    change: (repository) => {
      repository[`${service}/tsconfig.json`] =
        '{\n  "compilerOptions": {\n    "paths": { "@orders/*": ["../order-service/src/*"] }\n  }\n}\n';
    },
    verdict: "fail",
    at: /tsconfig\.json:3/,
  },
  ...[
    '<Compile Include="..\\..\\order-service\\src\\Order.cs" />',
    "<ProjectReference Include='../../order-service/src/Order.csproj' />",
    '<Reference Include="Order"><HintPath>../../order-service/bin/Order.dll</HintPath></Reference>',
    '<Import Project="../../order-service/Order.props" />',
    '<Protobuf Include="..\\..\\order-service\\protos\\order.proto" GrpcServices="Client" />',
  ].map(
    (item): RuleCase => ({
      title: `a neighbour's source in a project: ${item.slice(0, 20)}`,
      kind: "hostile",
      service,
      change: (repository) => {
        repository[`${service}/src/User.csproj`] =
          `<Project Sdk="Microsoft.NET.Sdk.Web">\n  <ItemGroup>\n    ${item}\n  </ItemGroup>\n</Project>\n`;
      },
      verdict: "fail",
      at: /User\.csproj:3/,
    }),
  ),
  ...["{", "[]", '{ "dependencies": "all" }', '{ "dependencies": ["../order-service"] }', "\0"].map(
    (text): RuleCase => ({
      title: `an import beside a package.json that is none: ${JSON.stringify(text)}`,
      kind: "hostile",
      service,
      change: (repository) => {
        repository[`${service}/package.json`] = text;
        repository[`${service}/src/main.ts`] += 'import "../../order-service/src/domain/order.js";\n';
      },
      verdict: "fail",
      at: /main.ts:\d+/,
    }),
  ),
]);

test.each([
  ["@shop/bills", "*", '{ "private": true, "workspaces": ["services/*"] }', "fail"],
  ["@shop/bills", "1.0.0", '{ "private": true, "workspaces": ["services/*"] }', "fail"],
  ["@shop/bills", "1.0.0", '{ "private": true }', "pass"],
  ["@other/bills", "1.0.0", '{ "private": true, "workspaces": ["services/*"] }', "pass"],
  ["@shop/money", "*", '{ "private": true, "workspaces": ["services/*", "libs/*"] }', "pass"],
])("a dependency %s %s beside %s: %s", (name, version, root, verdict) => {
  const manifest = (own: string, dependencies: Record<string, string>): string =>
    JSON.stringify({
      name: own,
      scripts: { start: "node ." },
      dependencies: { express: "5.0.0", ...dependencies },
    });
  const files = {
    "package.json": root,
    "services/orders/package.json": manifest("@shop/orders", { [name]: version }),
    "services/orders/src/main.ts": "express().listen(3000);\n",
    "services/bills/package.json": manifest("@shop/bills", {}),
    "services/bills/src/main.ts": "express().listen(3000);\n",
  };
  expect(rule.evaluate(evidenceFor(files, "services/orders")).verdict).toBe(verdict);
});

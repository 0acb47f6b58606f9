import { expect, test } from "vitest";
import { serviceSchema, workspaceSchema } from "./schema.js";
import { parseYaml } from "./yaml-file.js";

const workspace = "apiVersion: msx/v1\nkind: Workspace\nname: shop\n";
const bomb = [..."abcdefg"]
  .map(
    (name, index, all) => `${name}: &${name} [${`${index === 0 ? "x" : `*${all[index - 1]}`},`.repeat(9)}]`,
  )
  .join("\n");

test.each([
  ["aliases that multiply", `${workspace}${bomb}`, 1, /[Aa]lias/],
  ["an alias of nothing", `${workspace}services: *none`, 1, /none/],
  ["nesting without end", `${workspace}services: ${"[".repeat(20_000)}`, 4, /./],
  ["a key that is misspelt", `${workspace}platfrom: {}`, 4, /platfrom/],
])("%s is an invalid file, not a bug", (_title, text, line, detail) => {
  expect(() => parseYaml(text, "msx.yaml", workspaceSchema)).toThrow(
    expect.objectContaining({
      code: "FILE_INVALID",
      params: expect.objectContaining({ file: "msx.yaml", line, detail: expect.stringMatching(detail) }),
    }),
  );
});

test("an attestation that lacks something keeps no service from running", () => {
  const service =
    "apiVersion: msx/v1\nkind: Service\nname: svc\nform: microservice\nstack: typescript\nowner: a\nattestations:\n  - {item: MS-1, owner: jane}\n";
  expect(parseYaml(service, "service.yaml", serviceSchema).attestations).toEqual([
    { item: "MS-1", owner: "jane" },
  ]);
});

import { expect, test } from "vitest";
import { MsxError } from "../errors/msx-error.js";
import { tell } from "../messages/tell.js";
import { serviceSchema, workspaceSchema } from "./schema.js";
import { parseYaml } from "./yaml-file.js";

const workspace = "apiVersion: msx/v1\nkind: Workspace\nname: shop\n";
const bomb = [..."abcdefg"]
  .map(
    (name, index, all) => `${name}: &${name} [${`${index === 0 ? "x" : `*${all[index - 1]}`},`.repeat(9)}]`,
  )
  .join("\n");

function failureOf(act: () => unknown): MsxError {
  try {
    act();
  } catch (error) {
    if (error instanceof MsxError) return error;
  }
  throw new Error("it did not fail as it should");
}

test.each([
  ["aliases that multiply", `${workspace}${bomb}`, 1, /[Aa]lias/],
  ["an alias of nothing", `${workspace}services: *none`, 1, /none/],
  ["nesting without end", `${workspace}services: ${"[".repeat(20_000)}`, 4, /./],
  ["a key that is misspelt", `${workspace}platfrom: {}`, 4, /platfrom/],
])("%s is an invalid file, not a bug", (_title, text, line, detail) => {
  const failure = failureOf(() => parseYaml(text, "msx.yaml", workspaceSchema));
  expect(failure).toMatchObject({ code: "FILE_INVALID", params: { file: "msx.yaml", line } });
  expect(tell(failure.params.detail ?? "", "en")).toMatch(detail);
});

test("what a schema has against a value is said in both languages, zod's own words too", () => {
  const told = (text: string): readonly string[] => {
    const { detail = "" } = failureOf(() => parseYaml(text, "msx.yaml", workspaceSchema)).params;
    return [tell(detail, "en"), tell(detail, "es")];
  };
  expect(told(workspace.replace("shop", "con"))).toEqual([
    'name: "con" cannot be a name: it is a Windows device name',
    'name: "con" no puede ser un nombre: es un nombre de dispositivo de Windows',
  ]);
  expect(told(`${workspace}services: 5`)).toEqual([
    "services: Invalid input: expected array, received number",
    "services: Entrada inválida: se esperaba arreglo, recibido número",
  ]);
});

test("an attestation that lacks something keeps no service from running", () => {
  const service =
    "apiVersion: msx/v1\nkind: Service\nname: svc\nform: microservice\nstack: typescript\nowner: a\nattestations:\n  - {item: MS-1, owner: jane}\n";
  expect(parseYaml(service, "service.yaml", serviceSchema).attestations).toEqual([
    { item: "MS-1", owner: "jane" },
  ]);
});

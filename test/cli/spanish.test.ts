// What the built command says with `--lang es`: nothing of it in English, the values in its messages neither.
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { msx } from "../helpers/msx.js";
import { suiteFolder } from "../helpers/temp-folder.js";

const suite = suiteFolder();
const at = (...parts: string[]): string => path.join(suite(), ...parts);
const workspace = "apiVersion: msx/v1\nkind: Workspace\nname: tienda\n";
const service =
  "apiVersion: msx/v1\nkind: Service\nname: pedidos\nform: microservice\nstack: typescript\nowner: equipo-a\n";

function write(file: string, text: string): void {
  mkdirSync(path.dirname(at(file)), { recursive: true });
  writeFileSync(at(file), text);
}

beforeAll(() => {
  write("tienda/msx.yaml", workspace);
  write("tienda/services/pedidos/service.yaml", service);
  write(
    "tienda/services/pedidos/contracts/openapi.json",
    '{"openapi":"3.1.0","info":{"title":5},"paths":{}}',
  );
  write("tienda/datos.json", "{}");
  write("tienda/respuestas.yaml", "name: con\nowner: true\n");
  write("lista/lista.md", "# Acme\n- una lista\n");
  write("lista/msx.yaml", `${workspace}policy:\n  guideline: lista.md\n`);
  write("reglas/msx.yaml", `${workspace}policy:\n  rules: [regla.yaml]\n`);
  write(
    "reglas/regla.yaml",
    "apiVersion: msx/v1\nkind: Rule\nid: Mi Regla\nitem: MS-7\ntitle: t\nwhy: w\nfix: f\nchecks: [{file: {path: ../x}}]\n",
  );
  write("servicios/msx.yaml", `${workspace}services: 5\n`);
  write("nombre/msx.yaml", workspace.replace("tienda", "con"));
  write("doble/msx.yaml", workspace);
  write("doble/services/uno/service.yaml", service);
  write("doble/services/dos/service.yaml", service);
});

/** Words that English sentences have and Spanish ones have not. */
const english =
  /\b(?:the|is|are|was|were|be|been|not|with|without|within|and|or|of|it|its|this|that|which|cannot|must|wanted|has|have|there|from|than|any|more|such|expected|received|invalid|missing)\b/i;

test.each([
  ["a value of the wrong type", "servicios", ["status"], 2],
  ["a reserved name", "nombre", ["status"], 2],
  ["two services of one name", "doble", ["status"], 2],
  ["a name that is too short", "tienda", ["new", "service", "x", "--entity", "Cosa"], 2],
  ["an entity that is a word of the language", "tienda", ["new", "service", "cosas", "--entity", "Class"], 2],
  ["a duration that is none", "tienda", ["up", "--timeout", "pronto"], 2],
  ["an AWS provider that there is not", "tienda", ["up", "--engine", "embedded"], 2],
  ["a trace id that is none", "tienda", ["traces", "zzz"], 2],
  ["data that would be removed", "tienda", ["down", "--volumes"], 2],
  ["a field of no type", "tienda", ["add", "event", "Enviado", "--service", "pedidos", "--field", "x:y"], 2],
  ["a service that has no messages", "tienda", ["add", "event", "Enviado", "--service", "pedidos"], 2],
  [
    "a path out of the base",
    "tienda",
    ["add", "endpoint", "ver", "--method", "GET", "--path", "ver", "--service", "pedidos"],
    2,
  ],
  ["a command without its dashes", "tienda", ["exec", "npm"], 2],
  ["a service without sources", "tienda", ["dev", "pedidos"], 2],
  ["answers that cannot be", "tienda", ["decide", "--answers", "respuestas.yaml"], 2],
  ["a place of no waiver", "tienda", waive("datos.json:1"), 2],
  ["a line that is not there", "tienda", waive("msx.yaml:90"), 2],
  ["a folder that is none", "tienda", ["audit", "checklist", "datos.json"], 2],
  ["no history to compare with", "tienda", ["audit", "checklist", "--base", "main"], 2],
  [
    "an experiment that there is not",
    "tienda",
    ["audit", "checklist", "--live", "pedidos", "--experiment", "x"],
    2,
  ],
  ["a guideline without a checklist", "lista", ["guideline", "check"], 2],
  ["a rule of one's own that is none", "reglas", ["audit", "checklist"], 2],
  [
    "a data folder in use by nobody",
    "tienda",
    ["emulator", "consul", "--port", "0", "--data", "datos.json"],
    4,
  ],
])("%s is told in Spanish", async (_title, folder, args, exitCode) => {
  const env = { MSX_AWS_PROVIDER: args.includes("embedded") ? "azul" : "" };
  const run = await msx([...args, "--lang", "es"], { cwd: at(folder), env });
  expect(run.exitCode, run.stderr).toBe(exitCode);
  expect(run.stderr).toMatch(/✖ .+ \[[A-Z_]+\]/);
  expect(withoutNames(run.stderr)).not.toMatch(english);
});

test("what is wrong with a contract is found in Spanish too", async () => {
  const { stdout } = await msx(["audit", "checklist", "--lang", "es"], { cwd: at("tienda") });
  expect(stdout).toContain("info.title: debe ser texto, es number");
  expect(stdout).toContain('info: falta "version"');
});

function waive(place: string): string[] {
  const told = ["--reason", "nuestra", "--approved-by", "ana@example.com", "--expires", "2099-01-01"];
  return ["audit", "waive", "image-pinned", "--at", place, ...told];
}

/** Without commands to type, paths, names with hyphens, codes and what the operating system or git said. */
function withoutNames(text: string): string {
  return text
    .replaceAll(suite(), "")
    .replace(/\[[A-Z_]+\]|\bmsx [a-z -]+|--[a-z-]+|[a-z]+(?:-[a-z]+)+/g, "")
    .replace(/E[A-Z]{3,}: .*/g, "");
}

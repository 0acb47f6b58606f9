import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { msx, msxBin, msxJson } from "../helpers/msx.js";
import { noTerminal, PseudoTerminal } from "../helpers/pseudo-terminal.js";

interface Decided {
  readonly recommendation: string;
  readonly reasons: readonly { readonly question: string; readonly section: string; readonly text: string }[];
  readonly ruledOut: readonly { readonly form: string; readonly exception: string }[];
  readonly contradictions: readonly { readonly id: string }[];
  readonly costs: { readonly monthly: Readonly<Record<string, number>>; readonly assumptions: string[] };
  readonly record: { readonly number: number; readonly file: string } | null;
  readonly next: readonly string[];
}
interface Failure {
  readonly error: { readonly code: string; readonly what: string };
}
interface Audit {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly rules: readonly { readonly evidence: readonly { file: string; line: number }[] }[];
    }[];
  }[];
}

const answers = `name: order-service
owner: team-sales
value: Customers can order at any time, also while payment is away, and are told at once whether the order stands.
measure: Orders accepted of those that were placed, 99.9 % a month, seen on the dashboard of sales.
pace: own
scale: own
host: no
size: large
team: own
requirements: complex
traffic: constant
state: store
duration: seconds
control: full
coldStart: matters
lockIn: avoid
requests: 20000000
approver: Ada Lovelace
`;

const folder = mkdtempSync(path.join(tmpdir(), "msx-decide-"));
const shop = path.join(folder, "shop");
const file = path.join(folder, "answers.yaml");
const decisions = path.join(shop, "docs", "decisions");
const records = (): string[] => readdirSync(decisions).sort();
const record = (name: string): string => readFileSync(path.join(decisions, name), "utf8");

beforeAll(async () => {
  writeFileSync(file, answers);
  const { exitCode, stderr } = await msx(["new", "workspace", "shop", "--yes"], { cwd: folder });
  if (exitCode !== 0) throw new Error(stderr);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The items of the one service, by their ids. */
async function items(): Promise<ReadonlyMap<string, Audit["services"][number]["items"][number]>> {
  const { result } = await msxJson<Audit>(["audit", "checklist"], { cwd: shop });
  const service = result.services.find(({ name }) => name === "order-service");
  return new Map(service?.items.map((one) => [one.id, one]));
}

// What answers may say is tested beside the action.
describe("msx decide refuses, and writes nothing:", () => {
  test("no answers and nobody to ask", async () => {
    const { exitCode, result } = await msxJson<Failure>(["decide"], { cwd: shop });
    expect({ exitCode, code: result.error.code }).toEqual({ exitCode: 2, code: "ANSWER_MISSING" });
    expect(readdirSync(shop)).not.toContain("docs");
  });

  test("an answer on standard input that is not offered, naming its line", async () => {
    const { exitCode, stdout } = await execa(
      process.execPath,
      [msxBin, "decide", "--answers", "-", "--json"],
      {
        ...{ cwd: shop, reject: false, input: answers.replace("pace: own", "pace: fast") },
      },
    );
    const { error } = JSON.parse(stdout) as Failure;
    expect({ exitCode, code: error.code }).toEqual({ exitCode: 2, code: "FILE_INVALID" });
    expect(error.what).toContain("-:5: pace");
    expect(readdirSync(shop)).not.toContain("docs");
  });

  test("outside of a workspace, where only --dry-run recommends", async () => {
    const outside = await msxJson<Failure>(["decide", "--answers", file], { cwd: folder });
    expect(outside.result.error.code).toBe("NO_WORKSPACE");
    const { exitCode, result } = await msxJson<Decided>(["decide", "--answers", file, "--dry-run"], {
      cwd: folder,
    });
    expect({ exitCode, result }).toMatchObject({
      exitCode: 0,
      result: { recommendation: "microservice", record: null },
    });
  });
});

test("it recommends with reasons, costs and what is ruled out, and writes numbered records in either language", async () => {
  const { exitCode, result } = await msxJson<Decided>(["decide", "--answers", file], { cwd: shop });
  expect(exitCode).toBe(0);
  expect(result.recommendation).toBe("microservice");
  expect(result.ruledOut.map(({ form, exception }) => [form, exception])).toEqual([
    ["lambda", "NS-1"],
    ["lambda", "NS-4"],
  ]);
  for (const { section, text } of result.reasons) expect(text).toContain(`[${section}]`);
  expect(result.costs.monthly).toMatchObject({ microservice: 21.63, lambda: 17.4 });
  expect(result.costs.assumptions.join(" ")).toMatch(/as of \d{4}-\d\d-\d\d .*aws\.amazon\.com\/fargate/);
  expect(result.next).toEqual([
    "msx new service --from-decision docs/decisions/0001-order-service-microservice.md",
  ]);

  const json = path.join(folder, "answers.json");
  const fields = answers
    .trim()
    .split("\n")
    .map((line) => line.split(/: (.*)/s));
  writeFileSync(
    json,
    JSON.stringify(
      Object.fromEntries(fields.map(([key, value]) => [key, key === "requests" ? Number(value) : value])),
    ),
  );
  const spanish = await msx(["decide", "--answers", json, "--lang", "es"], { cwd: shop });
  expect(spanish).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("Porque") });
  expect(records()).toEqual(["0001-order-service-microservice.md", "0002-order-service-microservice.md"]);
  expect(record("0001-order-service-microservice.md")).toMatch(
    /status: proposed[\s\S]*## Business value[\s\S]*## Contradictions[\s\S]*Approver: Ada Lovelace/,
  );
  expect(record("0002-order-service-microservice.md")).toMatch(
    /replaces: 1\n[\s\S]*Reemplaza a la decisión 1[\s\S]*## Valor de negocio[\s\S]*## Revisión/,
  );
});

describe("a service from the decision", () => {
  const decision = "docs/decisions/0002-order-service-microservice.md";

  test("contradicts another form", async () => {
    const args = ["new", "lambda", "--trigger", "api", "--from-decision", decision];
    const { exitCode, result } = await msxJson<Failure>(args, { cwd: shop });
    expect({ exitCode, code: result.error.code }).toEqual({ exitCode: 2, code: "DECISION_UNUSABLE" });
  });

  test("has its name, owner and business value, and is as the templates render it otherwise", async () => {
    const { exitCode, stderr } = await msx(["new", "service", "--from-decision", decision, "--yes"], {
      cwd: shop,
    });
    expect({ exitCode, stderr }).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining("Ada Lovelace has not approved it yet"),
    });
    const made = path.join(shop, "services", "order-service");
    expect(readFileSync(path.join(made, "service.yaml"), "utf8")).toContain("owner: team-sales");
    const page = readFileSync(path.join(made, "docs", "business-value.md"), "utf8");
    expect(page).toContain("Customers can order at any time");
    expect(page).toContain("](../../../docs/decisions/0002-order-service-microservice.md)");
    expect((await msx(["update", "order-service", "--check"], { cwd: shop })).exitCode).toBe(0);
  });
});

test("the audit asks for the approval and for a migration's documents, and passes what is done", async () => {
  const before = await items();
  expect([before.get("MS-1")?.verdict, before.get("MG-1")]).toEqual(["manual", undefined]);

  const args = ["new", "migration", "postgres-18", "--service", "order-service", "--lang", "es"];
  const planned = await msxJson<{ created: { tree: string[] }[] }>([...args, "--dry-run"], { cwd: shop });
  expect(planned.result.created[0]?.tree).toContain("rollback.md");
  expect(readdirSync(path.join(shop, "docs"))).toEqual(["decisions"]);
  expect(await msx(args, { cwd: shop })).toMatchObject({ exitCode: 0 });
  const impact = path.join(shop, "docs", "migrations", "postgres-18", "impact.md");
  const written = readFileSync(impact, "utf8");
  expect(written).toMatch(/owner: team-sales[\s\S]*# Análisis de impacto[\s\S]*### order-service/);
  const name = "0002-order-service-microservice.md";
  const today = new Date().toISOString().slice(0, 10);
  const approved = record(name)
    .replace("status: proposed", "status: accepted")
    .replace("approved: null", `approved: ${today}`);
  writeFileSync(path.join(decisions, name), approved);
  const asked = await items();
  expect(asked.get("MS-1")).toMatchObject({
    verdict: "pass",
    rules: [{ evidence: [{ file: `docs/decisions/${name}`, line: 9 }] }],
  });
  expect(asked.get("MG-1")?.verdict).toBe("manual");

  const done = written
    .replace(/\*TODO[^*]*\*/g, "acordado con todo el equipo")
    .replace("status: draft", "status: done")
    .replace("completed: null", `completed: ${today}`);
  writeFileSync(impact, done.replace("expires: null", `expires: ${today}`));
  expect((await items()).get("MG-1")?.verdict).toBe("pass");

  const again = await msxJson<Failure>(args, { cwd: shop });
  expect(again).toMatchObject({ exitCode: 2, result: { error: { code: "TARGET_NOT_EMPTY" } } });
  const unknown = await msxJson<Failure>(["new", "migration", "other", "--service", "nope-service"], {
    cwd: shop,
  });
  expect(unknown.result.error.code).toBe("UNKNOWN_SERVICE");
});

test.skipIf(noTerminal)("Ctrl-C at a question leaves nothing", async () => {
  const before = records();
  const terminal = new PseudoTerminal(`'${process.execPath}' '${msxBin}' decide --lang es`, { cwd: shop });
  await terminal.until(() => terminal.text.includes("Nombre del servicio"));
  terminal.type("stock-service");
  await terminal.until(() => terminal.text.includes("¿Qué equipo es su dueño?"));
  terminal.pressCtrlC();
  expect(await terminal.end()).toBe(130);
  expect(records()).toEqual(before);
});

// The formats against their official schemas, with a report that tries to break out of each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import type { Log } from "sarif";
import { describe, expect, test } from "vitest";
import { reporters } from "../../src/audit/reporters/index.js";
import { sampleContext, sampleReport } from "./report-sample.js";

const written = (format: keyof typeof reporters, lang: "en" | "es" = "en"): string =>
  reporters[format](sampleReport, { ...sampleContext, lang });
const fileOf = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");

describe.each(Object.keys(reporters) as (keyof typeof reporters)[])("%s", (format) => {
  test("shows the waiver with reason, approver and end, and why another does not hold", () => {
    const text = written(format);
    expect(text).toContain("2027-01-31");
    expect(text).toMatch(/jane(?:@|&#64;|@\u200b)example.com/);
    expect(text).toContain("because ");
    expect(text).toMatch(/expired/);
  });

  test("is the same for the same report, and in Spanish where there are words", () => {
    expect(written(format)).toBe(written(format));
    if (format !== "json") expect(written(format, "es")).toMatch(/exceptuado|excepción|corrige/i);
  });
});

test("JSON fits the published schema, which knows every field", () => {
  const schema = JSON.parse(fileOf("schemas/audit-report-1.schema.json")) as object;
  const closed = JSON.parse(
    JSON.stringify(schema, (key, value: unknown) =>
      typeof value === "object" && value !== null && "properties" in value && key !== "properties"
        ? { ...value, additionalProperties: false }
        : value,
    ),
  ) as object;
  for (const one of [schema, closed]) {
    const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(one);
    expect(validate(JSON.parse(written("json"))) ? [] : validate.errors).toEqual([]);
  }
});

describe("SARIF", () => {
  const log = JSON.parse(written("sarif")) as Log;
  const results = log.runs[0]?.results ?? [];

  test("fits the official schema of SARIF 2.1.0", () => {
    const file = createRequire(import.meta.url).resolve("@microsoft/jest-sarif");
    const name = file.replace(/lib[\\/].*$/, "lib/schemas/sarif-2.1.0-rtm.5.json");
    // Its draft 4 differs in the name of `id` only; nothing else that changed since is used in it.
    const {
      id: _id,
      $schema: _draft,
      ...schema
    } = JSON.parse(readFileSync(name, "utf8")) as Record<string, unknown>;
    const formats = { uri: true, "uri-reference": /^\S*$/, "date-time": true } as const;
    const validate = new Ajv({ strict: false, unicodeRegExp: false, allErrors: true, formats }).compile(
      schema,
    );
    expect(validate(log) ? [] : validate.errors).toEqual([]);
    expect(validate({ ...log, runs: [{}] })).toBe(false);
  });

  test("has what is waived as suppressed, an expired waiver as rejected, and no result for what passes", () => {
    const of = (rule: string) => results.filter(({ ruleId }) => ruleId === rule);
    expect(of("openapi-contract")).toMatchObject([
      { kind: "fail", suppressions: [{ kind: "external", status: "accepted" }] },
    ]);
    expect(of("resilient-calls").map(({ suppressions }) => suppressions?.[0])).toMatchObject([
      { status: "rejected" },
      { status: "rejected" },
      { kind: "inSource", status: "accepted" },
    ]);
    expect(of("resilient-calls").map(({ baselineState }) => baselineState)).toEqual([
      "new",
      "unchanged",
      undefined,
    ]);
    expect(of("MS-1")).toMatchObject([{ kind: "review", level: "none" }]);
    expect(of("service-owner")).toEqual([]);
    for (const { ruleIndex, ruleId } of results)
      if (ruleIndex !== undefined) expect(log.runs[0]?.tool.driver.rules?.[ruleIndex]?.id).toBe(ruleId);
  });

  test("names files as the whole repository knows them, as URIs", () => {
    const uris = results.flatMap(({ locations }) =>
      (locations ?? []).map(({ physicalLocation }) => physicalLocation?.artifactLocation?.uri),
    );
    expect(uris).toContain("shop/src/a%20b.ts");
    expect(uris).toContain("shop/src/%C3%A9.ts");
  });
});

describe("JUnit", () => {
  const text = written("junit");

  test("fits the schema of Jenkins", () => {
    const schema = XmlDocument.fromString(fileOf("test/schemas/jenkins-junit.xsd"));
    const validator = XsdValidator.fromDoc(schema);
    const document = XmlDocument.fromString(text);
    const broken = XmlDocument.fromString(text.replace('tests="', 'teste="'));
    expect(() => validator.validate(document)).not.toThrow();
    expect(() => validator.validate(broken)).toThrow();
    for (const one of [broken, document, validator, schema]) one.dispose();
  });

  test("counts new failures as failures and nothing waived, manual or known as passed", () => {
    expect(text).toContain('<testsuite name="item-service" tests="6" failures="1" errors="0" skipped="4">');
    expect(text).toContain('<testsuite name="clean-service" tests="1" failures="0" errors="0" skipped="0">');
  });
});

test("GitHub's annotations are one command a line, with nothing of the repository in front of it", () => {
  const lines = written("github").trimEnd().split("\n");
  for (const line of lines)
    expect(line).toMatch(/^::(?:error|warning|notice) file=[^:\n]+(?:,line=\d+)?,title=[^:\n]+::/);
  expect(lines[0]).toMatch(/^::error file=shop\/src\/é\.ts,line=7,/);
  expect(lines.filter((line) => line.startsWith("::error"))).toHaveLength(1);
});

test("GitLab's report has path, line, severity and a fingerprint of its own for each entry", () => {
  const entries = JSON.parse(written("gitlab")) as {
    fingerprint: string;
    severity: string;
    location: { path: string; lines: { begin: number } };
  }[];
  expect(new Set(entries.map(({ fingerprint }) => fingerprint)).size).toBe(entries.length);
  expect(entries.map(({ severity }) => severity)).toEqual([
    "info",
    "info",
    "critical",
    "info",
    "info",
    "info",
  ]);
  expect(entries[2]?.location).toEqual({ path: "shop/src/é.ts", lines: { begin: 7 } });
});

test("Markdown leaves no markup of the repository working", () => {
  const text = written("markdown");
  expect(text).not.toContain("<script");
  expect(text).not.toContain("](javascript");
  expect(text).not.toMatch(/@everyone/);
  expect(text.split("\n").filter((line) => line.startsWith("next"))).toEqual([]);
});

test("Markdown fits into a comment however much fails, and says how much it left out", () => {
  const [service] = sampleReport.services;
  if (!service) throw new Error("no service");
  const services = Array.from({ length: 300 }, (_, index) => ({ ...service, name: `service-${index}` }));
  const text = reporters.markdown({ ...sampleReport, services }, sampleContext);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/left out here: \d+ more/);
});

test("HTML escapes everything and has no script", () => {
  const text = written("html");
  expect(text).not.toMatch(/<script|javascript:x"|\son\w+=/);
  expect(text).toContain("&#60;script&#62;");
});

test("the terminal's scorecard of many services shows the worst twenty, then every failure", () => {
  const [service, clean] = sampleReport.services;
  if (!service || !clean) throw new Error("no service");
  const many = Array.from({ length: 40 }, (_, index) => ({ ...clean, name: `clean-${index}` }));
  const lines = reporters
    .terminal({ ...sampleReport, services: [...many, service] }, sampleContext)
    .split("\n");
  expect(lines[0]).toBe("Audit against the guideline: 2 items fail in 1 of 41 services, 1 of them known");
  expect(lines[2]).toMatch(/MS 1 2 3 4 5 8$/);
  expect(lines[3]).toMatch(/item-service +\? ✔ ~ - ✖ ✖$/);
  expect(lines.join("\n")).toContain("and 21 more, 21 of them without a failure");
  expect(lines.join("\n")).not.toContain("\u001b");
  expect(lines.filter((line) => line.startsWith("next"))).toEqual([]);
});

test("what is the same in many services is told once, the worst first, with the places of each", () => {
  const [service] = sampleReport.services;
  if (!service) throw new Error("no service");
  const services = ["one", "two", "three"].map((name) => ({ ...service, name, path: `services/${name}` }));
  for (const format of ["terminal", "markdown", "html"] as const) {
    const text = reporters[format]({ ...sampleReport, services }, sampleContext);
    // The chapters alone: HTML shows every item of every service below.
    const told = text.slice(text.indexOf("What fails"), text.indexOf("Every item")).replaceAll("**", "");
    expect(told.match(/3 services: MS-\d/g)).toHaveLength(4);
    expect(told.indexOf("MS-5")).toBeLessThan(told.indexOf("MS-8"));
    for (const name of ["one", "two", "three"]) expect(told).toContain(name);
  }
});

test("an attestation that does not hold is a failure, and not a question to a person as well", () => {
  const [service] = sampleReport.services;
  const [first] = service?.items ?? [];
  const rules = service?.items.find(({ id }) => id === "MS-5")?.rules ?? [];
  const [rule] = rules;
  if (!service || !first || !rule) throw new Error("no item");
  const decided = [
    { ...rule, id: "business-value", verdict: "manual" as const },
    { ...rule, id: "attestation" },
  ];
  const services = [{ ...service, items: [{ ...first, verdict: "fail" as const, rules: decided }] }];
  const text = reporters.terminal({ ...sampleReport, services }, sampleContext);
  expect(text).toContain("[attestation, high]");
  expect(text).not.toContain("business-value");
});

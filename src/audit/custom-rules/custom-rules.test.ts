import { expect, test } from "vitest";
import { checklists } from "../checklists/checklists.js";
import { auditRepository } from "../engine/audit-repository.js";
import { noWaivers } from "../engine/excuse.js";
import { policyInForce } from "../engine/own-policy.js";
import { memoryTree } from "../evidence/file-tree.js";
import { matchesGlob } from "./glob.js";
import { placesAt } from "./json-pointer.js";

const head = `apiVersion: msx/v1
kind: Rule
id: own-rule
item: MS-7
title: {en: It holds, es: Se cumple}
why: Because.
fix: Mend it.
`;

const repository = {
  "svc/service.yaml":
    "apiVersion: msx/v1\nkind: Service\nname: svc\nform: microservice\nstack: typescript\nowner: a\n",
  "svc/package.json":
    '{\n  "name": "svc",\n  "dependencies": {\n    "fastify": "5.0.0",\n    "@acme/log": "1.0.0"\n  }\n}',
  "svc/k8s/all.yaml": `kind: Deployment
spec:
  replicas: 3
  template: {spec: {containers: [{name: a, image: a:1}, {name: b, image: b:latest}]}}
---
kind: Service
spec: {type: ClusterIP}
`,
  "svc/src/main.ts": `import fastify from "fastify";
// eval("comment")
const text = "eval(1)";
if (false) { eval("dead"); }
export const app = fastify();
console.log(text, "http://insecure.test");
`,
  "svc/docs/runbook.md": "# Runbook",
  CODEOWNERS: "* @a",
};

/** The verdict and places of the rule with these checks. */
function decide(checks: string, files: Record<string, string> = {}) {
  const tree = memoryTree({ ...repository, "rules/own.yaml": `${head}checks:\n${checks}`, ...files });
  const { rules, checklists } = policyInForce({ rules: ["rules"] }, tree);
  const now = new Date("2026-11-24");
  const report = auditRepository({
    tree,
    below: ".",
    place: ".",
    rules,
    checklists,
    waivers: noWaivers,
    now,
    lang: "en",
  });
  const rule = report.services[0]?.items
    .find(({ id }) => id === "MS-7")
    ?.rules.find(({ id }) => id === "own-rule");
  return { verdict: rule?.verdict, at: rule?.evidence.map(({ file, line }) => `${file}:${line}`) };
}

test.each([
  ["file there", "- file: {path: docs/runbook.md}", "pass", "svc/docs/runbook.md:null"],
  ["file by a pattern", "- file: {path: '**/*.md'}", "pass", "svc/docs/runbook.md:null"],
  ["file not there", "- file: {path: docs/slo.md}", "fail", "svc/docs/slo.md:null"],
  ["file of the repository", "- file: {path: CODEOWNERS, of: repository}", "pass", "CODEOWNERS:null"],
  [
    "file that must not be there",
    "- {file: {path: 'docs/*.md'}, expect: absent}",
    "fail",
    "svc/docs/runbook.md:null",
  ],
  [
    "value there",
    "- document: {path: 'k8s/*.yaml', where: {/kind: Deployment}, at: /spec/replicas}",
    "pass",
    "svc/k8s/all.yaml:3",
  ],
  [
    "value equal",
    "- document: {path: 'k8s/*.yaml', where: {/kind: Deployment}, at: /spec/replicas, equals: 3}",
    "pass",
    "svc/k8s/all.yaml:3",
  ],
  [
    "value not equal",
    "- document: {path: 'k8s/*.yaml', where: {/kind: Deployment}, at: /spec/replicas, equals: 2}",
    "fail",
    "svc/k8s/all.yaml:3",
  ],
  [
    "value missing in one document",
    "- document: {path: 'k8s/*.yaml', at: /spec/replicas}",
    "fail",
    "svc/k8s/all.yaml:6",
  ],
  [
    "value of every entry",
    "- document: {path: 'k8s/*.yaml', where: {/kind: Deployment}, at: /spec/template/spec/containers/*/image, matches: ':\\d'}",
    "fail",
    "svc/k8s/all.yaml:4",
  ],
  [
    "value that must not be there",
    "- {document: {path: 'k8s/*.yaml', at: /spec/type, equals: LoadBalancer}, expect: absent}",
    "pass",
    "rules/own.yaml:null",
  ],
  ["no such document", "- document: {path: 'k8s/none.yaml', at: /kind}", "fail", "svc/k8s/none.yaml:null"],
  ["code there", "- code: {language: typescript, pattern: 'fastify\\('}", "pass", "svc/src/main.ts:5"],
  [
    "code that is a comment, a string or dead",
    "- code: {language: typescript, pattern: 'eval\\('}",
    "fail",
    "svc:null",
  ],
  [
    "code that must not be there",
    "- {code: {language: typescript, pattern: 'console\\.log\\('}, expect: absent}",
    "fail",
    "svc/src/main.ts:6",
  ],
  [
    "a string",
    "- {code: {language: typescript, pattern: '^http://', in: strings}, expect: absent}",
    "fail",
    "svc/src/main.ts:6",
  ],
  [
    "code in another language",
    "- {code: {language: csharp, pattern: 'fastify'}, expect: absent}",
    "pass",
    "rules/own.yaml:null",
  ],
  ["dependency there", "- dependency: {name: '@acme/*'}", "pass", "svc/package.json:5"],
  ["dependency not there", "- dependency: {name: express}", "fail", "svc/package.json:null"],
  [
    "dependency that must not be there",
    "- {dependency: {name: fastify}, expect: absent}",
    "fail",
    "svc/package.json:4",
  ],
] as const)("%s: %s → %s at %s", (_title, check, verdict, place) => {
  const found = decide(`  ${check}\n`);
  expect(found).toMatchObject({ verdict });
  expect(found.at).toContain(place);
});

test("all checks must hold, or with `match: any` one of them", () => {
  const checks = "  - file: {path: docs/runbook.md}\n  - file: {path: docs/slo.md}\n";
  expect(decide(checks).verdict).toBe("fail");
  expect(decide(`${checks}match: any\n`).verdict).toBe("pass");
});

test("a rule for another form or stack does not apply", () => {
  expect(decide("  - file: {path: docs/slo.md}\nappliesTo: {stack: dotnet}\n").verdict).toBe(
    "not-applicable",
  );
});

test("C# code is read as C#", () => {
  const files = {
    "svc/service.yaml": repository["svc/service.yaml"].replace("typescript", "dotnet"),
    "svc/Program.cs": "#if false\nThread.Sleep(1);\n#endif\n// Thread.Sleep(2);\nawait Task.Delay(3);\n",
  };
  expect(
    decide("  - {code: {language: csharp, pattern: 'Thread\\.Sleep'}, expect: absent}\n", files).verdict,
  ).toBe("pass");
  expect(
    decide("  - {code: {language: csharp, pattern: 'Task\\.Delay'}, expect: absent}\n", files).verdict,
  ).toBe("fail");
});

test("a pattern that backtracks without end fails its rule in bounded time, and does not pass it", () => {
  const started = performance.now();
  const files = { "svc/src/main.ts": `const ${"a".repeat(60)} = 1;\nexport default 1;\n` };
  const found = decide("  - {code: {language: typescript, pattern: '(a+)+$'}, expect: absent}\n", files);
  expect(found).toEqual({ verdict: "fail", at: ["svc/src/main.ts:null"] });
  expect(performance.now() - started).toBeLessThan(10_000);
});

test.each([
  ["no YAML", "a: [", /rules\/own.yaml/, /./],
  ["an unknown key", `${head}checks: [{file: {path: a}}]\nseverty: high`, /own.yaml:9/, /severty/],
  ["no checks", head, /own.yaml/, /checks/],
  [
    "two things in one check",
    `${head}checks:\n  - file: {path: a}\n    dependency: {name: b}`,
    /own.yaml:9/,
    /exactly-one-of/,
  ],
  ["nothing in a check", `${head}checks:\n  - expect: absent`, /own.yaml:9/, /"given":"-"/],
  [
    "a pattern that is none",
    `${head}checks:\n  - code: {language: csharp, pattern: 'a('}`,
    /own.yaml:9/,
    /Unterminated group/,
  ],
  [
    "a path out of the folder",
    `${head}checks:\n  - file: {path: ../../etc/passwd}`,
    /own.yaml:9/,
    /path-below/,
  ],
  [
    "a pointer that is none",
    `${head}checks:\n  - document: {path: a.yaml, at: spec.replicas}`,
    /own.yaml:9/,
    /json-pointer/,
  ],
  [
    "an item that no list has",
    `${head.replace("MS-7", "SEC-1")}checks: [{file: {path: a}}]`,
    /own.yaml:4/,
    /item-unknown.*SEC-1/,
  ],
  [
    "the id of a rule of msx",
    `${head.replace("own-rule", "own-database")}checks: [{file: {path: a}}]`,
    /own.yaml:3/,
    /rule-of-msx/,
  ],
  [
    "an id that is no name",
    `${head.replace("own-rule", "Own Rule")}checks: [{file: {path: a}}]`,
    /own.yaml:3/,
    /rule-id-shape/,
  ],
  [
    "a title in one language of two",
    `${head.replace(", es: Se cumple", "")}checks: [{file: {path: a}}]`,
    /own.yaml:5/,
    /title/,
  ],
] as const)("a rule file with %s is refused, with file and line", (_title, text, place, detail) => {
  const tree = memoryTree({ "rules/own.yaml": text });
  const refused = () => policyInForce({ rules: ["rules/own.yaml"] }, tree);
  expect(refused).toThrow(expect.objectContaining({ code: "FILE_INVALID" }));
  try {
    refused();
  } catch (error) {
    const { file, line, detail: told } = (error as { params: Record<string, unknown> }).params;
    expect(`${file}:${line}`).toMatch(place);
    expect(JSON.stringify(told)).toMatch(detail);
  }
});

test("two rules of one id are refused", () => {
  const rule = `${head}checks: [{file: {path: a}}]`;
  const tree = memoryTree({ "rules/a.yaml": rule, "rules/b.yaml": rule });
  expect(() => policyInForce({ rules: ["rules"] }, tree)).toThrow(/id-twice.*"other":"rules\/a.yaml"/);
});

test("a path that leads nowhere, or out, is refused at its place in msx.yaml", () => {
  const tree = memoryTree({ "msx.yaml": "policy:\n  rules:\n    - rules\n  guideline: ../../etc/passwd\n" });
  expect(() => policyInForce({ rules: ["rules"] }, tree)).toThrow(/"file":"msx.yaml","line":3/);
  expect(() => policyInForce({ rules: [], guideline: "../../etc/passwd" }, tree)).toThrow(
    /"file":"msx.yaml","line":4/,
  );
});

test("a rule may name its item by its words", () => {
  const words = checklists.microservices[6]?.title.es ?? "";
  expect(decide("  - file: {path: docs/runbook.md}\n", {}).verdict).toBe("pass");
  const tree = memoryTree({ "r.yaml": `${head.replace("MS-7", words)}checks: [{file: {path: a}}]` });
  expect(policyInForce({ rules: ["r.yaml"] }, tree).custom[0]?.rule.item).toBe("MS-7");
});

test.each([
  ["docs/*.md", "docs/a.md", true],
  ["docs/*.md", "docs/b/a.md", false],
  ["**/a.md", "a.md", true],
  ["**/a.md", "x/y/a.md", true],
  ["docs/**", "docs/a/b.md", true],
  ["a?c", "abc", true],
  ["a*b*c", "aXbYbZc", true],
  ["a*b*c", "aXbYbZ", false],
  ["**/x/**/y", "a/x/b/c/y", true],
] as const)("the pattern %s on %s: %s", (pattern, path, expected) => {
  expect(matchesGlob(pattern, path)).toBe(expected);
});

test("a hostile pattern on a hostile path costs nothing", () => {
  const started = performance.now();
  matchesGlob("a*".repeat(90), "a".repeat(250));
  matchesGlob("**/a/".repeat(30), "a/".repeat(2_000));
  expect(performance.now() - started).toBeLessThan(10_000);
});

test("JSON pointers, their escapes, and every entry", () => {
  const document = { "a/b": { "~": [1, 2] }, list: [{ x: 1 }, { y: 2 }, { x: 3 }] };
  expect(placesAt(document, "/a~1b/~0/1")).toEqual([{ path: ["a/b", "~", "1"], value: 2 }]);
  expect(placesAt(document, "/list/*/x").map(({ value }) => value)).toEqual([1, 3]);
  expect(placesAt(document, "")).toEqual([{ path: [], value: document }]);
  expect(placesAt(document, "/constructor")).toEqual([]);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { msx, msxJson, repositoryRoot } from "../helpers/msx.js";

interface GuidelineReport {
  readonly checklists: readonly {
    readonly items: readonly { readonly id: string; readonly status: string; readonly was?: string }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}
interface AuditReport {
  readonly services: readonly {
    readonly items: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly title: { readonly es: string };
      readonly rules: readonly { readonly id: string; readonly verdict: string }[];
    }[];
  }[];
}
interface Failure {
  readonly error: { readonly code: string; readonly what: string; readonly why: string };
}

const folder = mkdtempSync(path.join(tmpdir(), "msx-guideline-"));
const shop = path.join(folder, "shop");
const shipped = readFileSync(
  `${repositoryRoot}platform/guideline/microservices-and-serverless.es.md`,
  "utf8",
);

const ownRule = `apiVersion: msx/v1
kind: Rule
id: has-slo
item: SEC-1
title: {en: There is an SLO, es: Hay un SLO}
why: {en: Promises are kept when written, es: Lo prometido se cumple si está escrito}
fix: Write docs/slo.md.
checks:
  - file: {path: docs/slo.md}
`;

function write(file: string, text: string): string {
  const target = path.join(shop, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, text);
  return target;
}

beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--yes"], { cwd: folder });
  await msx(["new", "service", "item-service", "--entity", "Item", "--yes"], { cwd: shop });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("msx's own guideline is mapped; a changed text ends with 3 and names the one before", async () => {
  const own = await msxJson<GuidelineReport>(["guideline", "check"], { cwd: folder });
  expect(own.exitCode).toBe(0);
  expect(own.result.summary).toMatchObject({ changed: 0, missing: 0 });
  const file = path.join(folder, "changed.md");
  writeFileSync(
    file,
    shipped.replaceAll("- [ ] Plan de rollback preparado", "- [ ] Plan de rollback ensayado"),
  );
  const changed = await msxJson<GuidelineReport>(["guideline", "check", file], { cwd: folder });
  expect(changed.exitCode).toBe(3);
  const items = changed.result.checklists.flatMap((list) => list.items);
  expect(items.find(({ status }) => status === "changed")).toMatchObject({
    id: "MG-3",
    was: "Plan de rollback preparado",
  });
  const text = await msx(["guideline", "check", file, "--lang", "es"], { cwd: folder });
  expect(text.stdout).toContain("antes: Plan de rollback preparado");
});

test("an organisation's guideline and rules decide the audit, and attestations the rest", async () => {
  const lists = `# Acme\n\n## Services\n- [ ] Contratos de API documentados\n- [ ] SLOs are written <!-- msx: SEC-1 -->\n- [ ] The team is on call\n`;
  write("docs/guideline.md", lists);
  write("audit-rules/slo.yaml", ownRule);
  const settings = readFileSync(path.join(shop, "msx.yaml"), "utf8");
  const policy = settings.replace(
    /^policy:$/m,
    "policy:\n  guideline: docs/guideline.md\n  rules: [audit-rules]",
  );
  expect(policy).not.toBe(settings);
  write("msx.yaml", policy);
  const service = readFileSync(path.join(shop, "services/item-service/service.yaml"), "utf8");
  const attested = (expires: string) =>
    write(
      "services/item-service/service.yaml",
      `${service}attestations:\n  - {item: the-team-is-on-call, owner: jane, link: README.md, date: 2025-01-01, expires: ${expires}}\n`,
    );
  attested("2999-01-01");
  const verdicts = async () => {
    const { exitCode, result } = await msxJson<AuditReport>(["audit", "checklist"], { cwd: shop });
    return { exitCode, items: result.services[0]?.items.map(({ id, verdict }) => `${id} ${verdict}`) };
  };
  expect(await verdicts()).toEqual({
    exitCode: 3,
    items: ["MS-3 pass", "SEC-1 fail", "the-team-is-on-call pass"],
  });
  write("services/item-service/docs/slo.md", "99.9 %\n");
  expect(await verdicts()).toEqual({
    exitCode: 0,
    items: ["MS-3 pass", "SEC-1 pass", "the-team-is-on-call pass"],
  });
  attested("soon"); // no date: its item fails, the rest of the audit goes on
  expect(await verdicts()).toMatchObject({
    exitCode: 3,
    items: expect.arrayContaining(["the-team-is-on-call fail"]),
  });
  write("services/item-service/service.yaml", service);
  expect(await verdicts()).toMatchObject({
    exitCode: 0,
    items: expect.arrayContaining(["the-team-is-on-call manual"]),
  });

  const listed = await msxJson<{
    items: { id: string; rules: string[] }[];
    rules: { id: string; file?: string }[];
  }>(["audit", "list"], { cwd: shop });
  expect(listed.result.items.map(({ id }) => id)).toEqual(["MS-3", "SEC-1", "the-team-is-on-call"]);
  expect(listed.result.rules.find(({ id }) => id === "has-slo")).toMatchObject({
    from: "audit-rules/slo.yaml",
  });
  const explained = await msx(["audit", "explain", "has-slo", "--lang", "es"], { cwd: shop });
  expect(explained.stdout).toContain("Lo prometido se cumple si está escrito");
});

test("a broken rule file ends with 2, at its line", async () => {
  write("audit-rules/slo.yaml", ownRule.replace("file: {path", "file: {paht"));
  const { exitCode, result } = await msxJson<Failure>(["audit", "checklist"], { cwd: shop });
  expect(exitCode).toBe(2);
  expect(result.error).toMatchObject({
    code: "FILE_INVALID",
    what: expect.stringMatching(/audit-rules\/slo.yaml:9: .*paht/),
  });
});

test("a rule is explained in each language; an unknown one names those that are meant", async () => {
  const spanish = await msx(["audit", "explain", "own-database", "--lang", "es"], { cwd: folder });
  expect(spanish.stdout).toMatch(/Por qué\..*\n.*Cómo corregirlo\.[\s\S]*MS-6[\s\S]*Lineamiento: «.+»/);
  const unknown = await msxJson<Failure>(["audit", "explain", "resilience"], { cwd: folder });
  expect(unknown.exitCode).toBe(2);
  expect(unknown.result.error).toMatchObject({
    code: "UNKNOWN_RULE",
    why: expect.stringContaining("resilient-calls"),
  });
});

test("a guideline that is a folder is refused", async () => {
  const { exitCode, result } = await msxJson<Failure>(["guideline", "check", "."], { cwd: folder });
  expect(exitCode).toBe(2);
  expect(result.error.code).toBe("GUIDELINE_UNUSABLE");
});

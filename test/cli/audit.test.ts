import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";

interface Report {
  readonly services: readonly {
    readonly name: string;
    readonly items: readonly {
      readonly id: string;
      readonly verdict: string;
      readonly rules: readonly { readonly evidence: readonly { file: string; line: number | null }[] }[];
    }[];
  }[];
  readonly summary: Readonly<Record<string, number>>;
}

const folder = mkdtempSync(path.join(tmpdir(), "msx-audit-"));
const clean = path.join(folder, "shop");

beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--yes"], { cwd: folder });
  await msx(["new", "service", "item-service", "--entity", "Item", "--yes"], { cwd: clean });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A copy of the workspace in which one file of the service says something else. */
function changed(file: string, from: string | RegExp, to: string): string {
  const copy = mkdtempSync(path.join(folder, "changed-"));
  cpSync(clean, copy, { recursive: true });
  const target = path.join(copy, "services", "item-service", file);
  const before = readFileSync(target, "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(target, after);
  return copy;
}

test("a generated service is clean: nothing fails, only the business value needs a person", async () => {
  const { exitCode, result } = await msxJson<Report>(["audit", "checklist"], { cwd: clean });
  expect(exitCode).toBe(0);
  expect(result.summary).toMatchObject({ pass: 8, fail: 0, manual: 1, waived: 0 });
  expect(result.services[0]?.items.map(({ id }) => id)).toEqual(
    Array.from({ length: 9 }, (_, index) => `MS-${index + 1}`),
  );
});

test("--strict ends with 3 while an item needs a person", async () => {
  expect((await msx(["audit", "checklist", "--strict"], { cwd: clean })).exitCode).toBe(3);
});

test.each([
  ["USER removed from the Dockerfile", "Dockerfile", /^USER.*$/m, "", "MS-8"],
  ["the outbox removed", "src/chassis/outbox.ts", 'insertInto("outbox")', 'insertInto("elsewhere")', "MS-4"],
  ["a health check removed", "src/chassis/http.ts", 'app.get("/health/ready"', 'app.get("/other"', "MS-7"],
] as const)("%s fails its item, with the place", async (_title, file, from, to, item) => {
  const { exitCode, result } = await msxJson<Report>(["audit", "checklist", changed(file, from, to)]);
  expect(exitCode).toBe(3);
  const items = result.services[0]?.items ?? [];
  const failed = items.filter(({ verdict }) => verdict === "fail");
  expect(failed.map(({ id }) => id)).toContain(item);
  const places = failed.flatMap(({ rules }) =>
    rules.flatMap(({ evidence }) => evidence.map((one) => one.file)),
  );
  expect(places.every((place) => place.startsWith("services/item-service/"))).toBe(true);
});

test("a path that is not there ends with 2 and says which", async () => {
  const { exitCode, result } = await msxJson<{ error: { code: string; what: string } }>([
    "audit",
    "checklist",
    path.join(folder, "nowhere"),
  ]);
  expect(exitCode).toBe(2);
  expect(result.error.code).toBe("AUDIT_PATH_INVALID");
  expect(result.error.what).toContain("nowhere");
});

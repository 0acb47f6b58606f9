import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { msx, msxJson } from "../helpers/msx.js";

interface Failure {
  readonly error: { readonly code: string };
}
interface Audit {
  readonly summary: Readonly<Record<string, number>>;
  readonly services: readonly {
    readonly items: readonly {
      readonly rules: readonly {
        readonly id: string;
        readonly verdict: string;
        readonly evidence: unknown[];
      }[];
    }[];
  }[];
}

const folder = mkdtempSync(path.join(tmpdir(), "msx-without-"));
const shop = path.join(folder, "shop");
const kinds = {
  "note-service": ["--entity", "Note", "--messaging", "none"],
  "rate-service": ["--entity", "Rate", "--database", "none"],
};

beforeAll(async () => {
  await msx(["new", "workspace", "shop", "--yes"], { cwd: folder });
  for (const [service, options] of Object.entries(kinds)) {
    const { exitCode, stderr } = await msx(["new", "service", service, ...options], { cwd: shop });
    if (exitCode !== 0) throw new Error(stderr);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("msx new service refuses, and writes nothing:", () => {
  test.each([
    [["--entity", "Box", "--database", "none", "--messaging", "rabbitmq"], "MESSAGING_NEEDS_DATABASE"],
    [["--reference", "user", "--database", "none"], "REFERENCE_NEEDS_ALL"],
    [["--reference", "order", "--messaging", "none"], "REFERENCE_NEEDS_ALL"],
  ])("%j", async (options, code) => {
    const args = ["new", "service", "box-service", ...options];
    const { exitCode, result } = await msxJson<Failure>(args, { cwd: shop });
    expect({ exitCode, code: result.error.code }).toEqual({ exitCode: 2, code });
    expect((await msxJson<Failure>(["update", "box-service", "--check"], { cwd: shop })).exitCode).toBe(2);
  });
});

test("--dry-run shows a tree without events, and without a database", async () => {
  const args = ["new", "service", "dry-service", "--entity", "Dry", "--database", "none", "--dry-run"];
  const { result } = await msxJson<{ created: { tree: string[] }[] }>(args, { cwd: shop });
  const tree = result.created[0]?.tree ?? [];
  expect(tree).toContain("src/chassis/instance.ts");
  expect(tree.filter((file) => /outbox|database|migrations|asyncapi|postgres/.test(file))).toEqual([]);
});

test.each(Object.keys(kinds))(
  "%s passes the checklist: what does not apply says where that is written",
  async (name) => {
    const args = ["audit", "checklist", path.join(shop, "services", name)];
    const { exitCode, result } = await msxJson<Audit>(args, { cwd: shop });
    expect(exitCode).toBe(0);
    expect(result.summary).toMatchObject({ fail: 0, manual: 1, waived: 0 });
    const rules = (result.services[0]?.items ?? []).flatMap((item) => item.rules);
    const checklist = rules.filter(({ id }) =>
      ["transactional-outbox", "asyncapi-contract", "dead-letter-queue"].includes(id),
    );
    expect(checklist.map(({ verdict }) => verdict)).toEqual([
      "not-applicable",
      "not-applicable",
      "not-applicable",
    ]);
    for (const { evidence } of checklist)
      expect(evidence).toMatchObject([{ file: expect.stringMatching(/service\.yaml$/) }]);
  },
);

test.each(Object.keys(kinds))("%s is as today's templates render it", async (name) => {
  const { exitCode, stderr } = await msx(["update", name, "--check"], { cwd: shop });
  expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
});

describe.each(Object.keys(kinds))("msx add to %s", (name) => {
  test("refuses an event and a consumer, which need what it was made without", async () => {
    const before = readFileSync(path.join(shop, "services", name, "service.yaml"), "utf8");
    const event = await msxJson<Failure>(["add", "event", "ThingDone", "--service", name], { cwd: shop });
    expect({ exitCode: event.exitCode, code: event.result.error.code }).toEqual({
      exitCode: 2,
      code: "ADD_UNSUPPORTED",
    });
    expect(readFileSync(path.join(shop, "services", name, "service.yaml"), "utf8")).toBe(before);
  });

  test("adds an endpoint", async () => {
    const args = [
      "add",
      "endpoint",
      "touchIt",
      "--method",
      "PATCH",
      "--path",
      "/{id}/touch",
      "--service",
      name,
    ];
    const { exitCode, stderr } = await msx([...args, "--returns", "done:boolean"], { cwd: shop });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    const wiring = readFileSync(path.join(shop, "services", name, "src/adapters/service.ts"), "utf8");
    expect(wiring).toContain("touchItRoute(app, touchIt());");
  });
});

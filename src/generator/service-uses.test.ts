// A service made without a database or without events holds nothing of them: no dead file, dependency or variable.
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ciSystems } from "./ci-systems.js";
import { entityNames } from "./entity-names.js";
import { type Manifest, manifestPath } from "./manifest.js";
import { sameDependencies } from "./package-json.js";
import { planFromManifest } from "./plan-from-manifest.js";
import { planService } from "./plan-service.js";
import { defaultUses, serviceUses } from "./service-uses.js";
import { frameworks } from "./stacks.js";
import { templateRoot } from "./template-root.js";

const root = templateRoot();
const answers = { workspace: "shop", service: "item-service", owner: "team-item" };
const entity = entityNames("Item");

function filesOf(uses: ReturnType<typeof serviceUses>, ci = ciSystems[0] as (typeof ciSystems)[number]) {
  const { files } = planService({ ...answers, entity, uses, ci }, root);
  return new Map(files.map((file) => [file.path, Buffer.from(file.bytes).toString("utf8")]));
}

const kinds = {
  "with both": defaultUses,
  "without messaging": serviceUses({ messaging: "none" }),
  "without a database": serviceUses({ database: "none" }),
};
/** What belongs to events; decisions and README say why they are not there. */
const ofEvents = /amqp|rabbitmq|outbox|inbox|asyncapi|exchange|dead.?letter|CONSUMER_|event.?store/i;
const ofDatabases = /DATABASE_|postgres|kysely|migrat|\bpg\b/i;

describe("what is asked for", () => {
  test("without a database there are no events, unless they were asked for", () => {
    expect(serviceUses({ database: "none" })).toEqual({ database: "none", messaging: "none" });
    expect(serviceUses({ database: "none", messaging: "none" })).toEqual({
      database: "none",
      messaging: "none",
    });
    expect(serviceUses({ messaging: "none" })).toEqual({ database: "postgres", messaging: "none" });
    expect(serviceUses({})).toEqual(defaultUses);
  });

  test.each([
    [{ database: "none", messaging: "rabbitmq" }, undefined, "MESSAGING_NEEDS_DATABASE"],
    [{ database: "none" }, "user", "REFERENCE_NEEDS_ALL"],
    [{ messaging: "none" }, "order", "REFERENCE_NEEDS_ALL"],
  ] as const)("%j of %s is refused", (asked, reference, code) => {
    expect(() => serviceUses(asked, reference)).toThrow(expect.objectContaining({ code }));
  });
});

describe.each(Object.entries(kinds))("a service %s", (_kind, uses) => {
  const files = filesOf(uses);

  test("is rendered again, byte by byte, from its manifest", () => {
    const manifest = JSON.parse(files.get(manifestPath) ?? "") as Manifest;
    const again = planFromManifest(manifest, "item-service", root).files;
    expect(new Map(again.map(({ path, bytes }) => [path, Buffer.from(bytes).toString("utf8")]))).toEqual(
      files,
    );
  });

  test("has a lock file for the dependencies it has", () => {
    const lock = JSON.parse(files.get("package-lock.json") ?? "") as { packages: Record<string, object> };
    const { overrides } = JSON.parse(files.get("package.json") ?? "") as { overrides: object };
    const locked = JSON.stringify({ ...lock.packages[""], overrides });
    expect(sameDependencies(files.get("package.json") ?? "", locked)).toBe(true);
  });

  test("imports every package it depends on", () => {
    const { dependencies } = JSON.parse(files.get("package.json") ?? "") as { dependencies: object };
    const imported = new Set(
      [...files].flatMap(([file, text]) => (/^src\/.*\.ts$/.test(file) ? packagesIn(text) : [])),
    );
    expect([...imported].filter((name) => Object.hasOwn(dependencies, name)).sort()).toEqual(
      Object.keys(dependencies).sort(),
    );
  });
});

describe.each([
  ["without messaging", [ofEvents]],
  ["without a database", [ofEvents, ofDatabases]],
] as const)("a service %s", (kind, patterns) => {
  test.each(ciSystems)("mentions nothing that it does not have, with %s", (ci) => {
    for (const [file, text] of filesOf(kinds[kind], ci)) {
      if (/^(\.msx\/|docs\/adr\/|README\.md$|package-lock\.json$)/.test(file)) continue;
      const lines = [file, ...text.split("\n")];
      const found = lines.filter((line) => patterns.some((pattern) => pattern.test(line)));
      expect(found, file).toEqual([]);
    }
  });

  test("runs all of its source: no file that nothing imports", () => {
    const files = filesOf(kinds[kind]);
    const reached = new Set<string>();
    const visit = (file: string): void => {
      if (reached.has(file)) return;
      reached.add(file);
      for (const target of relativeImports(file, files.get(file) ?? "")) visit(target);
    };
    visit("src/main.ts");
    const sources = [...files.keys()].filter((file) => /^src\/.*(?<!\.test)\.ts$/.test(file));
    expect([...reached].sort()).toEqual(sources.sort());
  });
});

describe.each([
  ["without messaging", [ofEvents]],
  ["without a database", [ofEvents, ofDatabases]],
] as const)("a .NET service %s", (kind, patterns) => {
  test.each(frameworks)("mentions nothing that it does not have, for %s", (framework) => {
    const { files } = planService(
      { ...answers, entity, uses: kinds[kind], stack: "dotnet", framework },
      root,
    );
    for (const file of files) {
      if (/^(\.msx\/|docs\/adr\/|README\.md$)/.test(file.path)) continue;
      // An atomic write, not one of the broker's exchanges.
      const text = Buffer.from(file.bytes).toString("utf8").replaceAll("Interlocked.Exchange", "");
      const lines = [file.path, ...text.split("\n")];
      expect(
        lines.filter((line) => patterns.some((pattern) => pattern.test(line))),
        file.path,
      ).toEqual([]);
    }
  });
});

test.each(frameworks)(
  "a .NET service for %s is rendered again, byte by byte, from its manifest",
  (framework) => {
    const { files } = planService({ ...answers, entity, stack: "dotnet", framework }, root);
    const text = files.find(({ path }) => path === manifestPath)?.bytes ?? [];
    const manifest = JSON.parse(Buffer.from(text).toString("utf8")) as Manifest;
    expect(manifest.answers).toMatchObject({ stack: "dotnet", framework });
    expect(planFromManifest(manifest, "item-service", root).files).toEqual(files);
  },
);

test("a project made before anything could be left out has both", () => {
  const manifest = JSON.parse(filesOf(defaultUses).get(manifestPath) ?? "") as Manifest;
  const { database: _database, messaging: _messaging, ...older } = manifest.answers;
  const again = planFromManifest({ ...manifest, answers: older }, "item-service", root).files;
  expect(again.map(({ path }) => path)).toContain("src/chassis/outbox.ts");
});

test("answers that no service was made from are refused", () => {
  const manifest = JSON.parse(filesOf(defaultUses).get(manifestPath) ?? "") as Manifest;
  for (const wrong of [{ database: "none" }, { messaging: "kafka" }]) {
    const answers = { ...manifest.answers, ...wrong };
    expect(() => planFromManifest({ ...manifest, answers }, "item-service", root)).toThrow(
      expect.objectContaining({ code: "FILE_INVALID" }),
    );
  }
});

function packagesIn(text: string): string[] {
  return [...text.matchAll(/ from "([^."][^"]*)"/g)].map(([, name = ""]) =>
    name
      .split("/")
      .slice(0, name.startsWith("@") ? 2 : 1)
      .join("/"),
  );
}

function relativeImports(file: string, text: string): string[] {
  return [...text.matchAll(/ from "(\.[^"]*)\.js"/g)].map(
    ([, target = ""]) => `${path.posix.join(path.posix.dirname(file), target)}.ts`,
  );
}

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { msx } from "../helpers/msx.js";
import { readTree } from "../helpers/read-tree.js";
import { tempFolder } from "../helpers/temp-folder.js";

interface Answer {
  created: { kind: string; name: string; path: string; files: number; routes: object[]; tree?: string[] }[];
  next: string[];
  dryRun: boolean;
}

describe("msx new workspace", () => {
  test("makes a workspace and says how to go on", async () => {
    const folder = tempFolder();
    const { exitCode, stdout, stderr } = await msx(["new", "workspace", "shop"], { cwd: folder });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toContain("cd shop");
    expect(readdirSync(folder)).toEqual(["shop"]);
    const tree = readTree(path.join(folder, "shop"));
    expect([...tree.keys()]).toEqual(
      expect.arrayContaining(["msx.yaml", "gateway/ocelot.json", ".gitignore", ".msx/manifest.json"]),
    );
    expect(tree.get("msx.yaml")).toContain("name: shop\n");
  });

  test("--reference makes the three services with their routes, the same bytes every time", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, "again"));
    const args = ["new", "workspace", "shop", "--reference", "--yes", "--json"];
    const { exitCode, stdout } = await msx(args, { cwd: folder });
    expect(exitCode).toBe(0);
    const answer = JSON.parse(stdout) as Answer;
    expect(answer.created.map(({ kind, name, routes }) => [kind, name, routes.length])).toEqual([
      ["workspace", "shop", 0],
      ["service", "user-service", 1],
      ["service", "payment-service", 1],
      ["service", "order-service", 1],
    ]);
    expect(answer.next).toEqual(["cd shop", "msx up", "msx deploy"]);
    const tree = readTree(path.join(folder, "shop"));
    expect(answer.created.reduce((sum, made) => sum + made.files, 0)).toBe(tree.size);
    const routes = readFileSync(path.join(folder, "shop", "gateway", "ocelot.json"), "utf8");
    expect((JSON.parse(routes) as { Routes: { ServiceName: string }[] }).Routes).toEqual(
      answer.created.flatMap((made) => made.routes),
    );

    await msx(args, { cwd: path.join(folder, "again") });
    expect(readTree(path.join(folder, "again", "shop"))).toEqual(tree);
    for (const content of tree.values()) expect(content).not.toContain(path.basename(folder));
  });

  test("--reference gives what the workspace and its services give one by one", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, "steps"));
    await msx(["new", "workspace", "shop", "--reference"], { cwd: folder });
    await msx(["new", "workspace", "shop"], { cwd: path.join(folder, "steps") });
    for (const name of ["user", "payment", "order"]) {
      await msx(["new", "service", `${name}-service`, "--reference", name], {
        cwd: path.join(folder, "steps", "shop"),
      });
    }
    expect(readTree(path.join(folder, "steps", "shop"))).toEqual(readTree(path.join(folder, "shop")));
  });

  test("--dry-run shows the tree and writes nothing", async () => {
    const folder = tempFolder();
    const human = await msx(["new", "workspace", "shop", "--reference", "--dry-run"], { cwd: folder });
    expect(human.exitCode).toBe(0);
    expect(human.stdout).toMatch(/^ {2}gateway\/\n {4}ocelot\.json$/m);
    const json = await msx(["new", "workspace", "shop", "--reference", "--dry-run", "--json"], {
      cwd: folder,
    });
    const answer = JSON.parse(json.stdout) as Answer;
    expect(answer.dryRun).toBe(true);
    expect(answer.created[0]?.tree).toContain("msx.yaml");
    expect(answer.created[1]?.tree).toContain("service.yaml");
    expect(readdirSync(folder)).toEqual([]);
  });

  test("fills an empty folder", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, "shop"));
    expect((await msx(["new", "workspace", "shop"], { cwd: folder })).exitCode).toBe(0);
    expect(readdirSync(path.join(folder, "shop"))).toContain("msx.yaml");
  });
});

describe("msx new workspace refuses", () => {
  test.each([
    ["", "NAME_INVALID"],
    ["Shop", "NAME_INVALID"],
    ["-shop", "USAGE"],
    ["../shop", "NAME_INVALID"],
    ["con", "NAME_INVALID"],
  ])("the name %j with %s", async (name, code) => {
    const folder = tempFolder();
    const { exitCode, stdout } = await msx(["new", "workspace", name, "--json"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a folder with something in it, naming it, and leaves that as it was", async () => {
    const folder = tempFolder();
    mkdirSync(path.join(folder, "shop"));
    writeFileSync(path.join(folder, "shop", "notes.txt"), "mine");
    const { exitCode, stderr, stdout } = await msx(["new", "workspace", "shop", "--yes"], { cwd: folder });
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain("notes.txt");
    expect([...readTree(folder)]).toEqual([["shop/notes.txt", "-mine"]]);
  });

  test("a workspace inside a workspace", async () => {
    const folder = tempFolder();
    await msx(["new", "workspace", "shop"], { cwd: folder });
    const inside = path.join(folder, "shop", "gateway");
    const before = readTree(folder);
    const { exitCode, stdout } = await msx(["new", "workspace", "second", "--json"], { cwd: inside });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "NESTED_WORKSPACE" } });
    expect(readTree(folder)).toEqual(before);
  });

  test.each([
    [["--stack", "cobol"], "OPTION_INVALID"],
    [["--stack", "item=dotnet"], "OPTION_INVALID"],
    [["--nonsense"], "USAGE"],
    [["extra"], "USAGE"],
  ])("%j with %s", async (args, code) => {
    const folder = tempFolder();
    const { exitCode, stdout } = await msx(["new", "workspace", "shop", ...args, "--json"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { code } });
    expect(readdirSync(folder)).toEqual([]);
  });

  test("to guess a name where nobody can be asked, in the reader's language", async () => {
    const folder = tempFolder();
    const { exitCode, stderr } = await msx(["new", "workspace", "--lang", "es"], { cwd: folder });
    expect(exitCode).toBe(2);
    expect(stderr).toContain("Falta: NAME");
  });
});

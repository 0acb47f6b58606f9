import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { renderLayers } from "./render-layers.js";

let root: string;
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), "msx-layers-"));
});
afterEach(() => rmSync(root, { recursive: true }));

function layer(name: string, files: Record<string, string | Buffer>, managed: string[] = []): void {
  const description = `name: ${name}\ndescription: { en: text, es: texto }\nmanaged: ${JSON.stringify(managed)}\n`;
  for (const [file, content] of Object.entries({ "../template.yaml": description, ...files })) {
    const at = path.join(root, name, "files", file);
    mkdirSync(path.dirname(at), { recursive: true });
    writeFileSync(at, content);
  }
}

function render(layers: string[], context: Record<string, unknown> = {}): Record<string, string> {
  const pathHoles = { entityKebab: "order-item", servicePascal: "OrderItemService" };
  const files = renderLayers({ root, layers, context, pathHoles });
  return Object.fromEntries(files.map(({ path, bytes }) => [path, Buffer.from(bytes).toString()]));
}

describe("renderLayers", () => {
  test("a later layer adds files and replaces whole ones", () => {
    layer("base", { "README.md": "base\n", "docs/a.md": "a\n" });
    layer("service", { "README.md.hbs": "{{service.name}}\n", "src/main.ts": "run();\n" });
    expect(render(["base", "service"], { service: { name: "item" } })).toEqual({
      "README.md": "item\n",
      "docs/a.md": "a\n",
      "src/main.ts": "run();\n",
    });
  });

  test("fills only .hbs files, without escaping, and copies every other byte", () => {
    const binary = Buffer.from([0, 255, 13, 10, 123, 123, 120, 125, 125]);
    layer("base", {
      "a.ts.hbs": "const a = '{{owner}}';\n",
      "b.ts": "{{owner}}\n",
      "c.bin": binary,
    });
    const files = renderLayers({ root, layers: ["base"], context: { owner: "<R&D's>" } });
    expect(Buffer.from(files[0]?.bytes ?? []).toString()).toContain("'<R&D's>'");
    expect(Buffer.from(files[1]?.bytes ?? []).toString()).toBe("{{owner}}\n");
    expect(Buffer.from(files[2]?.bytes ?? []).equals(binary)).toBe(true);
  });

  test("renames dot files and fills holes of paths, and no others", () => {
    layer("base", {
      _dot_gitignore: "",
      "_dot_github/workflows/ci.yml": "",
      "src/__entityKebab__.ts": "",
      "__servicePascal__.slnx": "",
      "src/__fixtures__/a_dot_b.ts": "",
    });
    expect(Object.keys(render(["base"]))).toEqual([
      ".github/workflows/ci.yml",
      ".gitignore",
      "OrderItemService.slnx",
      "src/__fixtures__/a_dot_b.ts",
      "src/order-item.ts",
    ]);
  });

  test("says who owns a file, and keeps it executable", () => {
    layer("base", { "run.sh": "", "chassis/a.ts": "", "src/b.ts": "" }, ["chassis/**"]);
    layer("later", { "chassis/a.ts": "later" });
    chmodSync(path.join(root, "base", "files", "run.sh"), 0o755);
    const files = renderLayers({ root, layers: ["base", "later"], context: {} });
    expect(files.map(({ path, owner, executable }) => [path, owner, executable])).toEqual([
      ["chassis/a.ts", "managed", false],
      ["run.sh", "sample", true],
      ["src/b.ts", "sample", false],
    ]);
  });

  test("ignores what building a template in place leaves behind", () => {
    layer("base", { "a.ts": "", "node_modules/x/index.js": "", "dist/a.js": "", "src/obj/a.dll": "" });
    expect(Object.keys(render(["base"]))).toEqual(["a.ts"]);
  });

  test.each([
    ["a name that is not there", { "a.md.hbs": "one\n{{service.nmae}}\n" }, /nmae.*2:/],
    ["broken Handlebars", { "a.md.hbs": "{{#if x}}\n" }, /Parse error/],
    ["an unknown hole in a path", { "__entityUpper__.ts": "" }, /entityUpper/],
    ["two files of one path", { "a.md": "", "a.md.hbs": "" }, /two files/],
    ["a path that leaves the target", { "_dot_./x.ts": "" }, /leaves/],
  ])("refuses %s", (_what, files, detail) => {
    layer("base", files as unknown as Record<string, string>);
    expect(() => render(["base"], { service: {} })).toThrow(
      expect.objectContaining({
        code: "TEMPLATE_INVALID",
        params: expect.objectContaining({ template: "base", detail: expect.stringMatching(detail) }),
      }),
    );
  });

  test("refuses a symbolic link, a missing layer and a wrong template.yaml", () => {
    layer("linked", {});
    mkdirSync(path.join(root, "linked", "files"), { recursive: true });
    symlinkSync("/etc/passwd", path.join(root, "linked", "files", "passwd"));
    layer("named", { "a.ts": "" });
    writeFileSync(path.join(root, "named", "template.yaml"), "name: other\ndescription: { en: a, es: b }\n");
    for (const name of ["linked", "missing", "named"]) {
      expect(() => render([name])).toThrow(expect.objectContaining({ code: "TEMPLATE_INVALID" }));
    }
  });
});

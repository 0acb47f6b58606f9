import { spawnSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";

const gibibyte = 1024 ** 3;

/**
 * Fills a folder with a service that is made to hurt whoever reads it. Nothing large is really written.
 * @returns the file that whatever executes something of it would create
 */
export function writeHostileRepository(root: string): { readonly marker: string } {
  const marker = path.join(root, "..", "executed");
  const write = (file: string, content: string | Buffer) => {
    const target = path.join(root, file);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, content);
  };
  const touch = `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "")`;
  write(
    "package.json",
    `{"name": "evil", "type": "commonjs", "__proto__": {"polluted": true}, "dependencies": {"fastify": "5.0.0", "pg": "8.0.0"},
     "scripts": {"preinstall": "node run.js", "test": "node run.js", "build": "node run.js"}}`,
  );
  for (const file of [
    "run.js",
    "msx.config.js",
    "vitest.config.js",
    "src/index.js",
    "node_modules/fastify/index.js",
  ])
    write(file, touch);
  // What nothing imports is no evidence, and would cost nothing.
  const reached =
    "deep blocks classes words templates slashes hits functions queries latin nul long huge".split(" ");
  write(
    "src/main.ts",
    `${reached.map((name) => `import "./${name}.js";`).join("\n")}\nexport const x = fetch("http://x");\n`,
  );
  writeLinks(root);
  writeCostly(write);
  writeUnreadable(root, write);
  for (let index = 0; index < 3_000; index += 1) write(`many/${index % 7}/${index}.json`, "{}");
  return { marker };
}

function writeLinks(root: string): void {
  mkdirSync(path.join(root, "links/inner"), { recursive: true });
  symlinkSync(".", path.join(root, "links/loop"));
  symlinkSync("../../links", path.join(root, "links/inner/up"));
  symlinkSync("/", path.join(root, "links/out"));
  symlinkSync("/etc/passwd", path.join(root, "links/openapi.json"));
  symlinkSync("nowhere", path.join(root, "links/broken"));
}

/** Text that is short to write and long to read, for parsers, lexers and regular expressions. */
function writeCostly(write: (file: string, content: string) => void): void {
  const bomb = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? "a0: &a0 [x, x]"
      : `a${level}: &a${level} [${Array(9)
          .fill(`*a${level - 1}`)
          .join(", ")}]`,
  ).join("\n");
  write("k8s/bomb.yaml", `kind: Deployment\n${bomb}\n`);
  write("k8s/keys.yaml", `kind: Deployment\n${lines("k", 20_000, (index) => `k${index}: 1`)}`);
  write("contracts/deep.yaml", `openapi: ${"[".repeat(100_000)}\n`);
  write("contracts/deep.json", `{"openapi": ${"[".repeat(100_000)}${"]".repeat(100_000)}}`);
  write(".github/workflows/deep.yml", `on: push\njobs: ${"{a: ".repeat(5_000)}1${"}".repeat(5_000)}\n`);
  write(
    "src/deep.ts",
    lines("(", 2_000, () => "(".repeat(50)),
  );
  write(
    "src/blocks.ts",
    lines("{", 4_000, () => "if (a) { return;"),
  );
  write(
    "src/classes.ts",
    lines("class", 8_000, () => "export class a extends b class"),
  );
  write(
    "src/words.ts",
    lines("x", 3_000, () => "outbox outbox outbox fetch ( fetch < app . get <".repeat(2)),
  );
  write(
    "src/templates.ts",
    lines("`", 3_000, () => "`${`${"),
  );
  write(
    "src/slashes.ts",
    lines("/", 500, () => `x = ${"(/[".repeat(500)}`),
  );
  write(
    "src/hits.ts",
    lines("f", 20_000, () => "fetch(x);"),
  );
  write(
    "src/functions.ts",
    lines("f", 5_000, (index) => `function f${index}() { return fetch(f${index + 1}); }`),
  );
  write(
    "src/queries.ts",
    lines("q", 3_000, () => `const q = "select ${" from a".repeat(20)}";`),
  );
  write(
    "src/Program.cs",
    lines("c", 2_000, () => `${"$".repeat(100)} if (a && ((b || "x" HttpClient c.GetAsync(`),
  );
  write(
    "src/Deep.cs",
    `class A { void M() {\n${lines("{", 3_000, () => "if (x) { c.AddCircuitBreaker(o);")}`,
  );
  write("Dockerfile", `FROM a\n${lines("R", 20_000, () => "RUN a \\")}`);
  write(
    "evil.csproj",
    lines("<", 3_000, () => '<PackageReference Include "x" <Project '),
  );
  write(
    "src/migration.sql",
    lines("c", 20_000, () => "create table if not exists /* "),
  );
  write(".gitignore", `ignored/\n*${"a*".repeat(20)}b\n!(((((\n[z-a]\n`);
  write(`${"a".repeat(200)}.ts`, "");
  write("ignored/openapi.json", "{");
  write(`${Array(60).fill("d").join("/")}/deep.ts`, "fetch(x)");
}

function lines(_kind: string, count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => `${line(index)}\n`).join("");
}

function writeUnreadable(root: string, write: (file: string, content: string | Buffer) => void): void {
  write("src/latin.ts", Buffer.from([0x2f, 0x2f, 0xe9, 0xff, 0xfe, 0x0a, 0xc0, 0x80, 0x0a]));
  write("src/nul.ts", "export const a = 1;\0fetch(x);\n");
  write("src/long.ts", `x = "${"y".repeat(500_000)}";`);
  write("src/secret.ts", "fetch(x)");
  chmodSync(path.join(root, "src/secret.ts"), 0);
  for (const file of ["src/huge.ts", "contracts/openapi.yaml", "dump.sql"]) {
    write(file, "");
    const descriptor = openSync(path.join(root, file), "r+");
    ftruncateSync(descriptor, gibibyte);
    closeSync(descriptor);
  }
  spawnSync("mkfifo", [path.join(root, "src/pipe.ts"), path.join(root, "service.yaml")]);
}

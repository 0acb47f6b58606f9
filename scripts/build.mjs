// Bundles the command line: one small entry, a chunk per command, shared chunks between them; the gateway and the
// OTLP emulator as single files for their image; the embedded engine's supervisor; what services run in under `msx dev`; the dashboard's page. Writes oclif.manifest.json; `--check-manifest` fails on a stale one.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { build, transform } from "esbuild";
import ts from "typescript";

const root = fileURLToPath(new URL("..", import.meta.url));
process.chdir(root);

/** Tells this build of msx from every other: of what it is made, and with what. */
function sourcesDigest() {
  const sum = createHash("sha256");
  const files = readdirSync("src", { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name))
    .sort();
  for (const file of [...files, "package.json", "package-lock.json"])
    sum.update(`${file}\0`).update(readFileSync(file));
  return sum.digest("hex").slice(0, 32);
}

const shared = {
  bundle: true,
  platform: "node",
  target: "node20.19",
  format: "esm",
  sourcemap: "linked",
  logLevel: "warning",
  legalComments: "none",
  define: { MSX_BUILD: JSON.stringify(sourcesDigest()) },
  // CommonJS libraries inside an ES module still call require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};

function commandFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts") && !entry.name.endsWith(".test.ts"))
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}

/**
 * dockerode loads SSH and gRPC whenever it is loaded, which costs more than all the rest of `msx up`; they are for a daemon
 * behind SSH and for a build. Their modules stay in node_modules and are loaded when they are called.
 */
const dockerodeWithoutItsRarities = {
  name: "dockerode-without-its-rarities",
  setup({ onLoad }) {
    const rarities = {
      "docker-modem/lib/ssh.js": (load) => `(...args) => ${load}("docker-modem/lib/ssh.js")(...args)`,
      "dockerode/lib/session.js": (load) => `(...args) => ${load}("./session.js")(...args)`,
      // Asked for inside the function that needs it.
      "dockerode/lib/buildkit.js": (load) => `${load}("./buildkit.js")`,
    };
    // Seen from dockerode, whose dependency docker-modem is.
    const load = 'require("node:module").createRequire(require.resolve("dockerode"))';
    for (const [file, exported] of Object.entries(rarities)) {
      onLoad({ filter: new RegExp(`node_modules/${file.replaceAll(".", "\\.")}$`) }, () => ({
        contents: `module.exports = ${exported(load)};`,
        loader: "js",
      }));
    }
  },
};

/**
 * pg asks on loading whether it runs in Cloudflare, by Node 20's global `Response`, which loads all of fetch: a twentieth of
 * an `msx up` with nothing to do.
 */
const pgWithoutCloudflare = {
  name: "pg-without-cloudflare",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/pg\/lib\/stream\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      const contents = source.replace("if (isCloudflareRuntime())", "if (false)");
      if (contents === source)
        throw new Error(`${file} has changed: it does not ask isCloudflareRuntime() any more`);
      return { contents, loader: "js" };
    });
  },
};

/**
 * Of a CommonJS module, `import()` gives only `default` where code is split. AWS's clients, which are loaded when they are needed, exist as
 * modules too; of those, what nobody uses is left out.
 */
const awsClientsAsModules = {
  name: "aws-clients-as-modules",
  setup({ onResolve }) {
    onResolve({ filter: /^@aws-sdk\/client-[\w-]+$/ }, ({ path: name, kind }) =>
      kind === "dynamic-import"
        ? { path: path.join(root, "node_modules", name, "dist-es/index.js") }
        : undefined,
    );
  },
};

/**
 * oclif loads with every command what only some need: a library that looks for commands where no manifest lists them,
 * and a collation of Unicode, to sort names that are ASCII.
 */
const oclifWithoutItsRarities = {
  name: "oclif-without-its-rarities",
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/tinyglobby\/dist\/index\.cjs$/ }, () => ({
      contents: `exports.glob = (...args) =>
        require("node:module").createRequire(require.resolve("@oclif/core"))("tinyglobby").glob(...args);`,
      loader: "js",
    }));
    onLoad({ filter: /node_modules\/@oclif\/core\/lib\/config\/plugin\.js$/ }, ({ path: file }) => {
      const source = readFileSync(file, "utf8");
      const contents = source.replace("a.id.localeCompare(b.id)", "(a.id < b.id ? -1 : 1)");
      if (contents === source)
        throw new Error(`${file} has changed: it does not sort by localeCompare any more`);
      return { contents, loader: "js" };
    });
  },
};

/** Libraries that cost when they are there, and for nothing. */
const absent = {
  // Handlebars writes its code through it, at twice the cost; without, in its own plain way.
  "source-map": "handlebars",
  // Compares the version of Node with what oclif's package.json asks for: beside a bundle there is none, and nothing is compared.
  semver: "@oclif/core",
};
const withoutTheAbsent = {
  name: "without-the-absent",
  setup({ onResolve, onLoad }) {
    for (const [library, user] of Object.entries(absent)) {
      onResolve({ filter: new RegExp(`^${library}$`) }, ({ importer }) =>
        importer.includes(`node_modules/${user}/`) ? { path: library, namespace: "absent" } : undefined,
      );
    }
    onLoad({ filter: /.*/, namespace: "absent" }, () => ({ contents: "module.exports = {};", loader: "js" }));
  },
};

/**
 * Every start loads the texts of all commands, in both languages. As JSON they are read several times faster than as object
 * literals: https://v8.dev/blog/cost-of-javascript-2019#json
 */
const textsAsJson = {
  name: "texts-as-json",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/]messages[\\/][\w-]+\.ts$/ }, async ({ path: file }) => {
      if (/(?:catalogue|tell|text)\.ts$/.test(file)) return undefined; // functions
      const { code } = await transform(readFileSync(file, "utf8"), { loader: "ts", format: "esm" });
      const tables = await import(`data:text/javascript,${encodeURIComponent(code)}`);
      const contents = Object.entries(tables).map(([name, table]) => {
        const json = JSON.stringify(table);
        if (!isDeepStrictEqual(JSON.parse(json), table))
          throw new Error(`${file}: ${name} is more than texts`);
        return `export const ${name} = JSON.parse(${JSON.stringify(json)});`;
      });
      return { contents: contents.join("\n"), loader: "js" };
    });
  },
};

const started = Date.now();
rmSync("dist", { recursive: true, force: true });
await build({
  ...shared,
  entryPoints: [
    "src/cli/entry.ts",
    "src/cli/help.ts",
    "src/emulators/emulator.ts",
    ...commandFiles("src/commands"),
  ],
  outbase: "src",
  outdir: "dist",
  splitting: true,
  minifySyntax: true,
  // A third less to read and decode at every start; names stay, for stack traces.
  minifyWhitespace: true,
  // Native or heavy packages stay in node_modules, loaded by the few commands that need them.
  external: ["typescript", "pg-native", "inquirer"],
  plugins: [
    dockerodeWithoutItsRarities,
    pgWithoutCloudflare,
    oclifWithoutItsRarities,
    withoutTheAbsent,
    awsClientsAsModules,
    textsAsJson,
  ],
});
for (const [name, entry] of [
  ["gateway", "src/gateway/main.ts"],
  ["otlp", "src/emulators/otlp/main.ts"],
  ["dev-launcher", "src/dev/typescript/launcher.ts"],
  ["dotnet-launcher", "src/dev/dotnet/launcher.ts"],
  ["dev-bundler", "src/dev/functions/bundling-process.ts"],
]) {
  if (!existsSync(entry)) continue;
  await build({
    ...shared,
    entryPoints: [entry],
    outfile: `dist/${name}.mjs`,
    external: [],
    plugins: [awsClientsAsModules],
  });
}

// The supervisor starts without AWS's clients, which its CloudFormation loads when a stack is made.
await build({
  ...shared,
  entryPoints: { supervisor: "src/platform/engines/embedded/supervisor/main.ts" },
  outdir: "dist",
  splitting: true,
  minifyWhitespace: true,
  outExtension: { ".js": ".mjs" },
  chunkNames: "supervisor/[name]-[hash]",
  external: [],
  plugins: [awsClientsAsModules],
});

// The Node runtime of Lambda functions is plain JavaScript, run as it is.
const runtime = "src/emulators/aws/lambda/lambda-runtime";
mkdirSync("dist/lambda-runtime", { recursive: true });
for (const file of readdirSync(runtime))
  copyFileSync(path.join(runtime, file), `dist/lambda-runtime/${file}`);

// The dashboard's page: its code in one file for the browser, the rest as it is.
await build({
  ...{ bundle: true, platform: "browser", format: "esm", minify: true, logLevel: "warning" },
  ...{ legalComments: "none", target: ["chrome110", "firefox115", "safari16.4"] },
  entryPoints: ["src/dashboard/page/main.ts"],
  outfile: "dist/dashboard/main.js",
});
for (const file of ["index.html", "style.css", "icon.svg"]) {
  copyFileSync(`src/dashboard/page/${file}`, `dist/dashboard/${file}`);
}

// The types of what the package exports: src/emulators/emulator.ts, the options of each emulator and what a journal
// says, which import each other only.
const options = readdirSync("src/emulators").map((name) => `${name}/options.ts`);
for (const file of ["emulator.ts", "journal/journal-notice.ts", "aws/lambda/options.ts", ...options]) {
  const source = path.join("src/emulators", file);
  if (!existsSync(source)) continue;
  const target = path.join("dist/emulators", file.replace(/\.ts$/, ".d.ts"));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(
    target,
    ts.transpileDeclaration(readFileSync(source, "utf8"), { fileName: source }).outputText,
  );
}

const before = existsSync("oclif.manifest.json") ? readFileSync("oclif.manifest.json", "utf8") : "";
rmSync("oclif.manifest.json", { force: true });
const manifest = spawnSync(process.execPath, ["node_modules/oclif/bin/run.js", "manifest"], {
  encoding: "utf8",
  env: { ...process.env, LANG: "C", LC_ALL: "C" },
});
if (manifest.status !== 0) throw new Error(`oclif manifest failed:\n${manifest.stdout}${manifest.stderr}`);
// oclif lists commands in the order in which the file system answers, which differs from run to run.
const written = JSON.parse(readFileSync("oclif.manifest.json", "utf8"));
written.commands = Object.fromEntries(Object.entries(written.commands).sort(([a], [b]) => (a < b ? -1 : 1)));
const after = `${JSON.stringify(written, null, 2)}\n`;
writeFileSync("oclif.manifest.json", after);
if (process.argv.includes("--check-manifest") && before !== after) {
  console.error("oclif.manifest.json was stale. It is rewritten now: commit it.");
  process.exitCode = 1;
}
if (!process.argv.includes("--silent")) console.error(`built in ${Date.now() - started} ms`);

// Bundles each function of src/handlers, with all that it imports, into dist/<function>/index.mjs: what template.yaml or
// serverless.yml deploy, by whichever tool. The same sources give the same bytes.
import { readdirSync, realpathSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/** How the functions are bundled: here, and by `msx dev` after every save. */
export function bundleOptions() {
  const functions = readdirSync(`${root}/src/handlers`)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => file.slice(0, -".ts".length));
  return {
    absWorkingDir: root,
    entryPoints: functions.map((name) => ({ in: `src/handlers/${name}.ts`, out: `${name}/index` })),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    target: "node24",
    format: "esm",
    mainFields: ["module", "main"],
    // Readable stack traces are worth more than the last kilobytes.
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: true,
    sourcesContent: false,
    legalComments: "none",
    // Packages in the old module format ask for `require`, which an ES module has to make.
    banner: {
      js: 'import{createRequire as __require}from"node:module";const require=__require(import.meta.url);',
    },
    logLevel: "warning",
  };
}

const [, program] = process.argv;
if (program !== undefined && realpathSync(program) === fileURLToPath(import.meta.url)) {
  rmSync(`${root}/dist`, { recursive: true, force: true });
  await build(bundleOptions());
}

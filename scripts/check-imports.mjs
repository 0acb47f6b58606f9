// Checks the import rules with dependency-cruiser, and checks the checker: a run that cruised nothing, or that lets a
// planted violation pass, is a failure (an unsupported TypeScript version once gave exactly that false green).
import { rmSync, writeFileSync } from "node:fs";
import { cruise } from "dependency-cruiser";
import extractConfig from "dependency-cruiser/config-utl/extract-depcruise-config";
import extractTsConfig from "dependency-cruiser/config-utl/extract-ts-config";

const configuration = await extractConfig("./.dependency-cruiser.cjs");
const tsConfig = extractTsConfig("./tsconfig.json");

async function violations() {
  const { output } = await cruise(
    ["src"],
    { ...configuration.options, ruleSet: configuration, validate: true },
    undefined,
    { tsConfig },
  );
  return output.summary;
}

const planted = "src/errors/planted-violation.ts";
let caught;
try {
  writeFileSync(planted, 'import "../workspace/workspace.js";\n');
  caught = (await violations()).violations.some((violation) => violation.from === planted);
} finally {
  rmSync(planted, { force: true });
}
const summary = await violations();
for (const violation of summary.violations) {
  const cycle = violation.cycle?.map((step) => step.name).join(" → ");
  console.error(`${violation.rule.name}: ${violation.from} → ${cycle ?? violation.to}`);
}
if (!caught) console.error("the planted violation was not caught: the rules check nothing");
if (summary.totalCruised === 0) console.error("0 modules cruised: the rules check nothing");
if (!caught || summary.totalCruised === 0 || summary.violations.length > 0) process.exitCode = 1;
else console.error(`imports: ${summary.totalCruised} modules, no violation`);

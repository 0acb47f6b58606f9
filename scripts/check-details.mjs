// Finds where a `Detail` (src/errors/detail.ts) is put into text: it shows as "[object Object]", and is no error to the
// compiler. Checks itself too: what it is given to find, in a file that exists only here, must be found.
import path from "node:path";
import ts from "typescript";

const planted = path.resolve("src/errors/planted.ts");
const plantedText = `import type { DetailParam, Reason } from "./detail.js";
export const texts = (one: Reason, all: readonly Reason[], param: DetailParam): string[] => [
  \`\${one}\`,
  "" + one,
  String(param),
  all.join(),
  \`\${all}\`,
];
`;
const plantedCount = 5;

const program = ts.createProgram({ rootNames: [...sources(), planted], ...withPlanted(compilerOptions()) });
const checker = program.getTypeChecker();
const found = program
  .getSourceFiles()
  .filter(({ fileName, isDeclarationFile }) => !isDeclarationFile && !fileName.includes("node_modules"))
  .flatMap((file) => detailsAsText(file).map((node) => ({ file, node })));

const real = found.filter(({ file }) => file.fileName !== planted);
for (const { file, node } of real) {
  const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
  const place = `${path.relative(".", file.fileName)}:${line + 1}`;
  console.error(`${place}: a Detail as text; tell it by phrase() instead: ${node.getText(file)}`);
}
const missed = plantedCount - (found.length - real.length);
if (missed > 0)
  console.error(`${missed} of ${plantedCount} planted faults were not found: this checks nothing`);
if (missed > 0 || real.length > 0) process.exitCode = 1;
else console.error("details: none is put into text");

function sources() {
  return ts.sys
    .readDirectory(path.resolve("src"), [".ts"])
    .filter((file) => !file.endsWith(".test.ts") && !file.includes("/dashboard/page/"));
}

function compilerOptions() {
  return ts.getParsedCommandLineOfConfigFile(
    "tsconfig.json",
    {},
    { ...ts.sys, onUnRecoverableConfigFileDiagnostic: fail },
  ).options;
}

function fail({ messageText }) {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
}

function withPlanted(options) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.jsDocParsingMode = ts.JSDocParsingMode.ParseNone;
  host.fileExists = (file) => file === planted || fileExists(file);
  host.readFile = (file) => (file === planted ? plantedText : readFile(file));
  return { options, host };
}

/** The expressions in a file that become text and may be a detail, or a list of such. */
function detailsAsText(file) {
  const nodes = [];
  const visit = (node) => {
    nodes.push(...asText(node).filter((one) => mayBeDetail(checker.getTypeAtLocation(one))));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return nodes;
}

/** What a node turns into text. */
function asText(node) {
  if (ts.isTemplateSpan(node)) return [node.expression];
  if (ts.isBinaryExpression(node)) {
    return node.operatorToken.kind === ts.SyntaxKind.PlusToken ? [node.left, node.right] : [];
  }
  if (!ts.isCallExpression(node)) return [];
  const { expression: callee, arguments: given } = node;
  if (ts.isIdentifier(callee) && callee.text === "String") return given.slice(0, 1);
  const method = ts.isPropertyAccessExpression(callee) ? callee.name.text : "";
  return method === "join" || method === "toString" ? [callee.expression] : [];
}

/** One, or a list of them. */
function mayBeDetail(type) {
  return alternatives(type)
    .flatMap((one) => (checker.isArrayType(one) ? alternatives(checker.getTypeArguments(one)[0]) : [one]))
    .some((one) => one.getProperty("detailCode") !== undefined);
}

function alternatives(type) {
  return type.isUnion() ? type.types : [type];
}

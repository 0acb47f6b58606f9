import nodePath from "node:path/posix";
import type { CodeFile } from "../code-file.js";
import { relativeImports, resolveImport } from "../module-imports.js";
import type { ServiceEvidence } from "../service-evidence.js";
import type { DeployedFunction } from "./deployed-function.js";

/**
 * The code a function runs: its handler's file with all that it imports; in C#, where types need no imports, all code of a
 * service that has the handler's class. Undefined where the handler was not found.
 */
export function handlerCode(
  evidence: ServiceEvidence,
  deployed: DeployedFunction,
): readonly CodeFile[] | undefined {
  const handler = deployed.handler?.text;
  const className = /::([\w.]+)::\w+$/
    .exec(handler ?? "")?.[1]
    ?.split(".")
    .at(-1);
  if (className !== undefined) {
    const isThere = evidence.code.some((file) => new RegExp(`\\bclass\\s+${className}\\b`).test(file.code));
    return isThere ? evidence.code : undefined;
  }
  const entry = entryFile(evidence, deployed, handler ?? "");
  return entry && imported(evidence, entry);
}

/** The functions and classes that Lambda calls: `src/notes/remind.handler`, `Shop::Shop.ConsumeFunction::FunctionHandler`. */
export function entryNames(functions: readonly DeployedFunction[]): ReadonlySet<string> {
  return new Set(functions.flatMap(({ handler }) => (handler?.text ?? "handler").split(/[.:/]+/).slice(-2)));
}

function entryFile(
  evidence: ServiceEvidence,
  { codeFolder = "", node }: DeployedFunction,
  handler: string,
): CodeFile | undefined {
  const stem = handler.replace(/\.\w+$/, "");
  const folder = nodePath.join(nodePath.dirname(node.file), codeFolder);
  const byStem = (path: string): CodeFile | undefined =>
    evidence.code.find((file) => file.path.replace(/\.[cm]?[jt]sx?$/, "") === nodePath.normalize(path));
  // A bundle is named after its source: dist/api/index.handler is made of src/handlers/api.ts.
  const bundle = nodePath.basename(stem === "index" || stem === "" ? folder : nodePath.dirname(stem));
  const base = nodePath.basename(stem);
  const named = (name: string): CodeFile | undefined => {
    if (name.length < 2) return undefined;
    const found = evidence.code.filter(({ path }) => isHandlerOf(path, name));
    return found.find(({ path }) => handlerFolder.test(path)) ?? found[0];
  };
  return (
    byStem(nodePath.join(folder, stem)) ?? byStem(stem) ?? (base === "index" ? named(bundle) : named(base))
  );
}

/** Where handlers are kept: another file may have the name of one. */
const handlerFolder = /(?:^|\/)(?:handlers?|functions?|lambdas?)\//i;

function isHandlerOf(path: string, name: string): boolean {
  const stem = path.replace(/\.[cm]?[jt]sx?$/, "");
  return stem === name || stem.endsWith(`/${name}`) || stem.endsWith(`/${name}/index`);
}

function imported(evidence: ServiceEvidence, entry: CodeFile): readonly CodeFile[] {
  const byPath = new Map(evidence.code.map((file) => [file.path, file]));
  const reached = new Set<CodeFile>();
  const queue = [entry];
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    const { path } = file;
    for (const { target } of relativeImports(file)) {
      const next = resolveImport(byPath, path, target);
      if (next) queue.push(next);
    }
  }
  return [...reached];
}

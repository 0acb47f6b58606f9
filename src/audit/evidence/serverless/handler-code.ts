import nodePath from "node:path/posix";
import type { CodeFile, Hit } from "../code-file.js";
import { isInUse } from "../in-use.js";
import { relativeImports, resolveImport } from "../module-imports.js";
import type { ServiceEvidence } from "../service-evidence.js";
import { classHandlerCode, programCode } from "./csharp-handler-code.js";
import type { DeployedFunction } from "./deployed-function.js";
import { possibleTexts } from "./possible-values.js";

/** The code a function runs. */
export interface HandlerCode {
  readonly files: readonly CodeFile[];
  /** Whether execution may come to a place of these files. */
  runs(place: Pick<Hit, "file" | "offset">): boolean;
}

/**
 * The code a function runs: its handler's file with all that it imports; in C#, where types need no imports, what its handler's class
 * leads to. Undefined where a handler was not found. Where a stack is deployed with class handlers or with the program that calls them
 * all, the classes tell which function calls what.
 */
export function handlerCode(evidence: ServiceEvidence, deployed: DeployedFunction): HandlerCode | undefined {
  const { handler, root } = deployed;
  const texts = handler ? possibleTexts(handler, root) : [""];
  const classes: HandlerCode[] = [];
  const others: HandlerCode[] = [];
  for (const text of texts) {
    const ofClass = classHandlerCode(evidence, text);
    const code = ofClass ?? programCode(evidence, text) ?? moduleCode(evidence, deployed, text);
    if (!code) return undefined;
    (ofClass ? classes : others).push(code);
  }
  const all = classes.length > 0 ? classes : others;
  if (all.length === 0) return undefined;
  return {
    files: [...new Set(all.flatMap(({ files }) => files))],
    runs: (place) => all.some((code) => code.runs(place)),
  };
}

/** The functions and classes that Lambda calls: `src/notes/remind.handler`, `Shop::Shop.ConsumeFunction::FunctionHandler`. */
export function entryNames(functions: readonly DeployedFunction[]): ReadonlySet<string> {
  return new Set(functions.flatMap(({ handler }) => (handler?.text ?? "handler").split(/[.:/]+/).slice(-2)));
}

function moduleCode(
  evidence: ServiceEvidence,
  deployed: DeployedFunction,
  handler: string,
): HandlerCode | undefined {
  const entry = entryFile(evidence, deployed, handler);
  const names = entryNames([deployed]);
  return entry && { files: imported(evidence, entry), runs: (place) => isInUse(evidence, place, names) };
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

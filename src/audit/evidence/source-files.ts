import nodePath from "node:path/posix";
import { CodeFile, type Language } from "./code-file.js";
import type { CodeText } from "./code-text.js";
import type { FileTree } from "./file-tree.js";
import { withForeignConstants } from "./foreign-constants.js";
import { importedBy, resolveImport } from "./module-imports.js";
import type { PackageReferences } from "./package-references.js";

const typescript = /(?<!\.d)\.(?:[cm]?[jt]sx?)$/;
const generated = /\.(?:min\.js|g\.cs|designer\.cs|generated\.\w+)$/i;
/** Where tests lie, and what only they are built with. */
export const testPath =
  /(?:^|\/)(?:(?:(?:integration|system|unit|acceptance|functional|contract|load|smoke|performance|fault-tolerance)[-_])?[Tt]ests?|__tests__|__mocks__|specs?|e2e|fixtures|[^/]*\.(?:[A-Z]\w*)?Tests?|[^/]*[a-z]Tests?|Test(?:Base|ing|Utils?|Utilities|Helpers?|Support))\/|\.(?:test|spec|e2e|bench)\.\w+$|[a-z]Tests?\.cs$/;
/** Code that builds or checks the service and is not part of it. */
const toolPath = /^(?:scripts|tools|bench|\.github)\/|(?:^|\/)[\w.-]+\.config\.[cm]?[jt]s$/;
const entryName =
  /(?:^|\/)(?:main|index|server|app|start|bootstrap|worker|cli|program|lambda|handlers?|entry|service)\.[cm]?[jt]sx?$/i;

/** What names the files a service starts from: npm scripts, Dockerfile, serverless configuration. */
export const namesEntries =
  /(?:^|\/)(?:package\.json|Dockerfile[^/]*|template\.ya?ml|serverless\.ya?ml|Procfile)$/;

export interface SourceFiles {
  /** Code of the service itself that can be reached from where it starts. */
  readonly production: readonly CodeFile[];
  readonly tests: readonly CodeFile[];
  /** Production code that no entry point imports, directly or not: no evidence of anything. */
  readonly orphans: readonly CodeFile[];
}

/** What a path says of a source file. */
interface SourceKind {
  readonly language: Language;
  readonly isTest: boolean;
  /** Whether a service may start here, by the name. */
  readonly isEntry: boolean;
  /** As it is named where the service's start is configured: without the extension, but for its dot. */
  readonly stem: string;
}

/** Services are laid out alike: most paths are asked about as often as there are services. */
const kinds = new Map<string, SourceKind | undefined>();
const maxPaths = 20_000;

/** Undefined of what is no source file of a service, or was written by a program. */
function kindOf(path: string): SourceKind | undefined {
  const known = kinds.get(path);
  if (known || kinds.has(path)) return known;
  const language: Language | undefined = typescript.test(path)
    ? "typescript"
    : path.endsWith(".cs")
      ? "csharp"
      : undefined;
  const kind =
    language && !generated.test(path) && !toolPath.test(path)
      ? {
          language,
          isTest: testPath.test(path),
          isEntry: language === "csharp" || entryName.test(path),
          stem: nodePath.basename(path).replace(/\.\w+$/, "."),
        }
      : undefined;
  if (kinds.size >= maxPaths) kinds.clear();
  kinds.set(path, kind);
  return kind;
}

/**
 * Reads the source files of a tree and sorts them.
 * @param naming the paths that `namesEntries` matches
 */
export function readSourceFiles(
  tree: FileTree,
  packages: PackageReferences,
  naming: readonly string[],
): SourceFiles {
  const { symbols } = packages;
  const production: CodeFile[] = [];
  const tests: CodeFile[] = [];
  for (const path of tree.paths) {
    const kind = kindOf(path);
    const raw = kind && tree.read(path);
    if (!kind || raw === undefined) continue;
    (kind.isTest ? tests : production).push(new CodeFile(path, raw, kind.language, symbols));
  }
  const known = withForeignConstants(production);
  const reached = reachable(known, naming.map((path) => tree.read(path) ?? "").join("\n"));
  return {
    production: known.filter((file) => reached.has(file)),
    tests,
    orphans: known.filter((file) => !reached.has(file)),
  };
}

/** A file of its own for each function; it is one's code when the infrastructure names it. */
const handlerPath =
  /(?:^|\/)(?:handlers?|functions?|lambdas?)\/(?:[^/]+\/)*?([\w-]+?)(?:\/index)?\.[cm]?[jt]sx?$/i;

/**
 * Follows relative imports from the entry points. C# needs no imports and Fastify can load folders, so there every
 * file is reached; and where no entry point is recognised, all are.
 */
function reachable(files: readonly CodeFile[], names: string): ReadonlySet<CodeFile> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const roots = files.filter((file) => {
    const kind = kindOf(file.path);
    return kind?.isEntry || names.includes(kind?.stem ?? file.path) || isNamedHandler(file, names);
  });
  if (roots.length === 0 || names.includes("@fastify/autoload")) return new Set(files);
  const reached = new Set<CodeFile>();
  const queue = [...roots];
  for (let file = queue.pop(); file; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    queue.push(...importedBy(file, byPath));
    for (const target of file.text.fact(aliasImports)) {
      const next =
        resolveImport(byPath, "index", `./src/${target}`) ?? resolveImport(byPath, "index", `./${target}`);
      if (next) queue.push(next);
    }
  }
  return reached;
}

/** Without infrastructure that could name it, by what Lambda calls: the function that it exports. */
function isNamedHandler(file: CodeFile, names: string): boolean {
  const name = handlerPath.exec(file.path)?.[1];
  if (name === undefined) return false;
  return (
    new RegExp(`/${name}/`).test(names) || (!describesFunctions.test(names) && exportsHandler.test(file.code))
  );
}

const describesFunctions = /AWS::(?:Serverless|Lambda)::Function|^functions:/m;
const exportsHandler = /\bexport\s+(?:const|async\s+function|function)\s+handler\b/;

/** What `@/x`, `~/x` and `src/x` mean, by the usual `paths` and `baseUrl` of tsconfig.json: `x` from the sources' root. */
function aliasImports(text: CodeText): readonly string[] {
  if (text.language === "csharp") return [];
  return text.literals.flatMap((literal) => {
    const target = /^(?:@|~|src)\/(.+)$/.exec(literal.text)?.[1];
    const before = target && text.code.slice(Math.max(0, literal.start - 200), literal.start);
    return target && /(?:\bfrom|\bimport|\b(?:import|require)\s*\()\s*$/.test(before ?? "") ? [target] : [];
  });
}

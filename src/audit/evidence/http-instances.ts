import type { CodeFile, Hit } from "./code-file.js";
import type { CodeText, Match } from "./code-text.js";
import { marked, mayMatch } from "./marked-pattern.js";
import { inPattern } from "./mentions.js";
import { relativeImports, resolveImport } from "./module-imports.js";
import type { ServiceEvidence } from "./service-evidence.js";
import { importedNames } from "./typescript-constants.js";

const instances = marked(
  ["axios.create", "got.extend", "ky.create", "ky.extend"],
  /(?:\b(?:const|let|private|protected|public|readonly|static)\s+|\bthis\s*\.\s*|(?<![\w$.])(?=#))(#?[\w$]+)\s*(?::[^=;(){}]{0,80})?=\s*(?:axios\.create|got\.extend|ky\.(?:create|extend))\s*\(/g,
);
const pools =
  /(?:\b(?:const|let|private|protected|public|readonly|static)\s+|\bthis\s*\.\s*|(?<![\w$.])(?=#))(#?[\w$]+)\s*(?::[^=;(){}]{0,80})?=\s*new\s+(?:undici\s*\.\s*)?(?:Pool|Client|Agent|BalancedPool)\s*\(/g;
const verbs = "get|post|put|patch|delete|head|request";

/** Calls on clients that a file makes, in a variable or a field: `const api = axios.create(…)`, `this.#api = got.extend(…)`. */
export function instanceCalls(text: CodeText): readonly Match[] {
  const named = mayMatch(instances, text.code)
    ? [...text.code.matchAll(instances)].flatMap(([, name = ""]) => text.find(callsOn(name, verbs)))
    : [];
  return text.raw.includes("undici") ? [...named, ...undiciCalls(text)] : named;
}

/** `import { request } from "undici"`, and requests of its pools. */
function undiciCalls(text: CodeText): readonly Match[] {
  const library = text.literals.find((literal) => literal.text === "undici");
  if (!library) return [];
  const imported = importedNames(text.code, library.start)?.renamed ?? [];
  const calls = imported
    .filter(([name, as]) => /^(?:request|stream|pipeline)$/.test(name) || (name === "fetch" && as !== name))
    .flatMap(([, as]) =>
      text.find(new RegExp(`(?<![.\\w$])${inPattern(as)}\\s*(?:<[^()]{0,200}>)?\\(`, "g")),
    );
  const made = [...text.code.matchAll(pools)].flatMap(([, name = ""]) =>
    text.find(callsOn(name, "request|stream|pipeline")),
  );
  return [...calls, ...made];
}

function callsOn(name: string, methods: string): RegExp {
  const owner = name.startsWith("#") ? "this\\s*\\.\\s*" : "(?:this\\s*\\.\\s*)?";
  return new RegExp(
    `(?<![.\\w$#])${owner}${inPattern(name)}\\s*\\.\\s*(?:${methods})\\s*(?:<[^()]{0,200}>)?\\(`,
    "g",
  );
}

/** Calls on clients that another module makes and exports. */
export function sharedInstanceCalls(evidence: ServiceEvidence): readonly Hit[] {
  return evidence.fact(takenInstances).flatMap(({ file, as }) => file.find(callsOn(as, verbs)));
}

/** Where the client that a call is made on is made, in its file or in another one. */
export function instancesOf(evidence: ServiceEvidence, { file, text }: Hit): readonly Hit[] {
  const name = /(#?[\w$]+)\s*\.\s*\w+\s*(?:<[^()]*>)?\($/.exec(text)?.[1];
  if (name === undefined) return [];
  const own = file.find(instances).filter(({ groups }) => groups[0] === name);
  if (own.length > 0) return own;
  return evidence
    .fact(takenInstances)
    .filter((taken) => taken.file === file && taken.as === name)
    .map(({ made }) => made);
}

/** A client that a file takes from another one. */
interface TakenInstance {
  readonly made: Hit;
  readonly file: CodeFile;
  readonly as: string;
}

function takenInstances(evidence: ServiceEvidence): readonly TakenInstance[] {
  const offered = new Map<CodeFile, Hit[]>();
  for (const made of evidence.find(instances))
    offered.set(made.file, [...(offered.get(made.file) ?? []), made]);
  if (offered.size === 0) return [];
  const byPath = new Map(evidence.code.map((file) => [file.path, file]));
  return evidence.code.flatMap((file) =>
    relativeImports(file).flatMap(({ target, offset }) => {
      const module = resolveImport(byPath, file.path, target);
      const those = module && module !== file ? offered.get(module) : undefined;
      const names = those && importedNames(file.code, offset);
      if (!those || !names) return [];
      return those.flatMap((made) => {
        const name = made.groups[0] ?? "";
        const named = names.renamed.find(([one]) => one === name)?.[1];
        const as = named ?? (isDefault(made.file, name) ? names.byDefault : undefined);
        return as === undefined ? [] : [{ made, file, as }];
      });
    }),
  );
}

function isDefault({ code }: CodeFile, name: string): boolean {
  return new RegExp(`\\bexport\\s+default\\s+${inPattern(name)}\\b`).test(code);
}

import nodePath from "node:path/posix";
import { failOn, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { Literal } from "../../evidence/blanked-code.js";
import type { CodeText } from "../../evidence/code-text.js";
import { type FileTree, treeFact } from "../../evidence/file-tree.js";
import { importedPath } from "../../evidence/module-imports.js";
import { parseFile } from "../../evidence/parsed-document.js";
import type { AuditedService, Neighbours, ServiceEvidence } from "../../evidence/service-evidence.js";

/** MS-2: the service builds without the source of another service. */
export const rule: Rule = {
  id: "no-sibling-source",
  item: "MS-2",
  forms: ["microservice", "lambda"],
  title: { en: "No source of another service is used", es: "No se usa código fuente de otro servicio" },
  severity: "high",
  waivable: true,
  section: "Desacoplamiento",
  why: {
    en: "A service that imports another's source must be built, tested and released with it: the boundary is only a folder.",
    es: "Un servicio que importa el código de otro debe construirse, probarse y publicarse con él: la frontera es solo una carpeta.",
  },
  fix: {
    en: "Call the other service's API or consume its events; keep a copy of the few types you need.",
    es: "Llama a la API del otro servicio o consume sus eventos; guarda copia de los pocos tipos que necesites.",
  },
  evaluate(evidence) {
    const problems = [
      ...importsOutside(evidence),
      ...packagesOutside(evidence),
      ...pathsOutside(evidence),
      ...projectsOutside(evidence),
    ];
    return failOn(
      problems,
      { en: "Uses source outside the service", es: "Usa código fuente de fuera del servicio" },
      () => {
        const first = evidence.code[0];
        return pass(
          { en: "Builds from its own source", es: "Se construye con su propio código" },
          pointer(first?.path ?? evidence.packages.packageJson?.file ?? ".", null, {
            en: `${evidence.code.length} source files looked at`,
            es: `${evidence.code.length} archivos fuente revisados`,
          }),
        );
      },
    );
  },
};

const importing = /(?:\bfrom|\bimport|\b(?:import|require)\s*\()\s*$/;

/** Types count too: without their source the service does not compile. */
function importsOutside({ code, service }: ServiceEvidence): Pointer[] {
  if (service.folder === ".") return [];
  return code.flatMap((file) =>
    file.text
      .fact(upwardTexts)
      .filter(({ text }) => importedPath(file.path, text).startsWith("../"))
      .filter(({ start }) => importing.test(file.code.slice(Math.max(0, start - 200), start)))
      .filter(({ start }) => !file.isDead(start))
      .map(({ text, start }) =>
        pointer(file.path, file.lineAt(start), { en: `imports ${text}`, es: `importa ${text}` }),
      ),
  );
}

function upwardTexts({ literals }: CodeText): readonly Literal[] {
  return literals.filter(({ text }) => text.startsWith("../"));
}

const dependencyKinds = ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"];

/** `file:`, `link:` and `workspace:` packages, and bare paths, that are the code of another audited service. */
function packagesOutside(evidence: ServiceEvidence): Pointer[] {
  return dependencyKinds.flatMap((kind) => packagesOf(kind, evidence));
}

function packagesOf(kind: string, evidence: ServiceEvidence): Pointer[] {
  const { packages, service, neighbours, repository } = evidence;
  const manifest = packages.packageJson;
  const dependencies = manifest?.at([kind]);
  if (!manifest || typeof dependencies !== "object" || dependencies === null) return [];
  return Object.entries(dependencies as Record<string, unknown>)
    .filter(([name, version]) => {
      const local = /^(?:(?:file|link|portal):|(?=\.{1,2}\/))(.*)$/.exec(String(version))?.[1];
      const folder =
        local === undefined ? undefined : nodePath.normalize(nodePath.join(service.folder, local));
      const workspace = String(version).startsWith("workspace:");
      if (folder === undefined && !workspace)
        return treeFact(repository, hasWorkspaces) && isNeighbour(name, evidence);
      const bare = workspace ? name.replace(/^@[^/]*\//, "") : undefined;
      return neighbours.services.some(
        (other) => other.folder !== service.folder && (other.folder === folder || other.name === bare),
      );
    })
    .map(([name]) =>
      pointer(manifest.file, manifest.line([kind, name]), {
        en: `depends on ${name}`,
        es: `depende de ${name}`,
      }),
    );
}

/** npm and Yarn take a package of the repository's `workspaces` whatever version is asked for. */
function hasWorkspaces(repository: FileTree): boolean {
  return repository.read("package.json")?.includes('"workspaces"') ?? false;
}

function isNeighbour(name: string, { service, neighbours, repository }: ServiceEvidence): boolean {
  const bare = name.replace(/^@[^/]*\//, "");
  const other = neighbours.services.find((one) => one.name === bare && one.folder !== service.folder);
  if (!other) return false;
  neighbours.onLook?.();
  const manifest = parseFile("package.json", repository.read(`${other.folder}/package.json`) ?? "")
    .documents[0];
  return manifest?.at(["name"]) === name;
}

/** What the compiler's settings lead to in another service: `paths`, `references`, `extends`. */
function pathsOutside(evidence: ServiceEvidence): Pointer[] {
  const { service, neighbours } = evidence;
  return evidence.paths(/^tsconfig[\w.-]*\.json$/).flatMap((file) => {
    const text = evidence.tree.read(file) ?? "";
    if (!text.includes("../")) return [];
    return text.split("\n").flatMap((line, index) =>
      [...line.replace(/^\s*\/\/.*$/, "").matchAll(/"(\.\.\/[^"]*)"/g)]
        .map(([, path = ""]) => path)
        .filter((path) => isInAnother(nodePath.join(service.folder, path), service, neighbours))
        .map((path) => pointer(file, index + 1, { en: `leads to ${path}`, es: `lleva a ${path}` })),
    );
  });
}

/** Whether a path from the repository's root is that of another service, or of something in it. */
function isInAnother(path: string, { folder }: AuditedService, { services }: Neighbours): boolean {
  return services.some(
    (other) => other.folder !== folder && other.folder !== "." && `${path}/`.startsWith(`${other.folder}/`),
  );
}

/** Projects, files and build settings of another service that a project is built from. */
function projectsOutside({ packages, service, neighbours }: ServiceEvidence): Pointer[] {
  return packages.projects
    .filter(({ isTest }) => !isTest)
    .flatMap(({ file, references, sources }) => {
      const folder = file.startsWith("/")
        ? nodePath.dirname(file.slice(1))
        : nodePath.join(service.folder, nodePath.dirname(file));
      return [...references, ...sources]
        .filter(({ path }) => isInAnother(nodePath.join(folder, path), service, neighbours))
        .map(({ path, line }) => pointer(file, line, { en: `references ${path}`, es: `referencia ${path}` }));
    });
}

import nodePath from "node:path/posix";
import { failOn, type Pointer, pass, pointer, type Rule } from "../../engine/rule.js";
import type { ServiceEvidence } from "../../evidence/service-evidence.js";
import { importedPath, relativeImports } from "../../evidence/source-files.js";

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

function importsOutside({ code, service }: ServiceEvidence): Pointer[] {
  return code.flatMap((file) =>
    relativeImports(file)
      .filter(({ target }) => importedPath(file.path, target).startsWith("../"))
      .filter(({ offset }) => service.folder !== "." && !file.isDead(offset))
      .map(({ target, offset }) =>
        pointer(file.path, file.lineAt(offset), { en: `imports ${target}`, es: `importa ${target}` }),
      ),
  );
}

/** `file:`, `link:` and `workspace:` packages that are the code of another audited service. */
function packagesOutside({ packages, service, neighbours }: ServiceEvidence): Pointer[] {
  const manifest = packages.packageJson;
  const dependencies = manifest?.at(["dependencies"]);
  if (!manifest || typeof dependencies !== "object" || dependencies === null) return [];
  return Object.entries(dependencies as Record<string, unknown>)
    .filter(([name, version]) => {
      const local = /^(?:file|link|portal):(.*)$/.exec(String(version))?.[1];
      const folder =
        local === undefined ? undefined : nodePath.normalize(nodePath.join(service.folder, local));
      const workspace = String(version).startsWith("workspace:");
      if (folder === undefined && !workspace) return false;
      const bare = workspace ? name.replace(/^@[^/]*\//, "") : undefined;
      return neighbours.services.some(
        (other) => other.folder !== service.folder && (other.folder === folder || other.name === bare),
      );
    })
    .map(([name]) =>
      pointer(manifest.file, manifest.line(["dependencies", name]), {
        en: `depends on ${name}`,
        es: `depende de ${name}`,
      }),
    );
}

function projectsOutside({ packages, service, neighbours }: ServiceEvidence): Pointer[] {
  const projects = packages.projects.filter(({ isTest }) => !isTest);
  if (projects.length === 0) return [];
  const others = neighbours.services.filter(
    (other) => other.folder !== service.folder && other.folder !== ".",
  );
  return projects.flatMap(({ file, references }) =>
    references
      .filter(({ path }) => {
        const folder = file.startsWith("/")
          ? nodePath.dirname(file.slice(1))
          : nodePath.join(service.folder, nodePath.dirname(file));
        const target = nodePath.normalize(nodePath.join(folder, path));
        return others.some((other) => target.startsWith(`${other.folder}/`));
      })
      .map(({ path, line }) => pointer(file, line, { en: `references ${path}`, es: `referencia ${path}` })),
  );
}

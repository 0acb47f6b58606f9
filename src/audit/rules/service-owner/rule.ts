import { isPlaceholder } from "../../engine/placeholder.js";
import { fail, manual, pass, pointer, type Rule } from "../../engine/rule.js";
import { type FileTree, treeFact } from "../../evidence/file-tree.js";

/** MS-2: a team answers for the service. */
export const rule: Rule = {
  id: "service-owner",
  item: "MS-2",
  forms: ["microservice", "lambda"],
  title: { en: "A team owns the service", es: "Un equipo es dueño del servicio" },
  severity: "medium",
  waivable: false,
  section: "Autonomía de Servicios",
  why: {
    en: "Autonomous teams per service: without an owner nobody deploys, answers the alert or decides.",
    es: "Equipos autónomos por servicio: sin dueño nadie despliega, atiende la alerta ni decide.",
  },
  fix: {
    en: "Name the team in service.yaml (owner: team-…) or in CODEOWNERS.",
    es: "Nombra al equipo en service.yaml (owner: team-…) o en CODEOWNERS.",
  },
  evaluate({ manifest, tree, repository, service }) {
    const owner = manifest?.at(["owner"]);
    if (typeof owner === "string" && !isPlaceholder(owner)) {
      return pass(
        { en: `Owned by ${owner}`, es: `Su dueño es ${owner}` },
        pointer("service.yaml", manifest?.line(["owner"]) ?? 1, { en: "owner", es: "dueño" }),
      );
    }
    const own = codeOwners(codeOwnersFile(tree), "");
    const around =
      own ??
      (service.folder === "."
        ? undefined
        : codeOwners(treeFact(repository, codeOwnersFile), "/", service.folder));
    if (around)
      return pass(
        { en: `Owned by ${around.owner}`, es: `Su dueño es ${around.owner}` },
        pointer(around.file, around.line, { en: "code owner", es: "dueño del código" }),
      );
    const message = { en: "No owner is named", es: "No se nombra un dueño" };
    return manifest
      ? fail(
          message,
          pointer("service.yaml", manifest.line(["owner"]), {
            en: "owner is missing or a placeholder",
            es: "owner falta o es provisional",
          }),
        )
      : manual(message, pointer("CODEOWNERS", null, { en: "missing", es: "falta" }));
  },
};

interface CodeOwnersFile {
  readonly file: string;
  readonly text: string;
}

function codeOwnersFile({ paths, read }: FileTree): CodeOwnersFile | undefined {
  const file = paths.find((path) => /^(?:\.github\/|docs\/)?CODEOWNERS$/.test(path));
  return file === undefined ? undefined : { file, text: read(file) ?? "" };
}

/** The first CODEOWNERS line that covers a folder (any line when none is given). */
function codeOwners(
  owners: CodeOwnersFile | undefined,
  prefix: string,
  folder?: string,
): { file: string; line: number; owner: string } | undefined {
  if (!owners) return undefined;
  for (const [index, text] of owners.text.split("\n").entries()) {
    const [pattern = "", owner] = text.replace(/#.*$/, "").trim().split(/\s+/);
    const covered = pattern.replace(/^\/|\/?\*{0,2}$/g, "");
    if (
      owner &&
      (folder === undefined || covered === "" || folder === covered || folder.startsWith(`${covered}/`))
    )
      return { file: prefix + owners.file, line: index + 1, owner };
  }
  return undefined;
}

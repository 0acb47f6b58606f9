import { isPlaceholder } from "../../engine/placeholder.js";
import { fail, manual, pass, pointer, type Rule, unparsed } from "../../engine/rule.js";
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
  evaluate(evidence) {
    const { manifest, tree, repository, service } = evidence;
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
    const problem = evidence.parsed("service.yaml")?.problem;
    if (problem) return fail(message, unparsed("service.yaml", problem));
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

/**
 * Who owns a folder by CODEOWNERS, of which the last line that covers it decides, also when it names nobody; without a folder,
 * anybody. https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 */
function codeOwners(
  owners: CodeOwnersFile | undefined,
  prefix: string,
  folder?: string,
): { file: string; line: number; owner: string } | undefined {
  if (!owners) return undefined;
  let found: { file: string; line: number; owner: string } | undefined;
  for (const [index, text] of owners.text.split("\n").entries()) {
    const [pattern = "", owner = ""] = text.replace(/#.*$/, "").trim().split(/\s+/);
    const covered = pattern.replace(/^\/|\/?\*{0,2}$/g, "");
    if (pattern === "" || /^\^?\[/.test(pattern)) continue;
    if (folder !== undefined && covered !== "" && folder !== covered && !folder.startsWith(`${covered}/`))
      continue;
    const line = { file: prefix + owners.file, line: index + 1, owner };
    if (isOwner(owner)) found = line;
    else if (folder !== undefined) found = undefined;
  }
  return found;
}

/** `@user`, `@organisation/team` or an address; not `@TODO`. */
function isOwner(owner: string): boolean {
  const name = owner.split("/").at(-1)?.replace(/^@/, "") ?? "";
  return /^@[\w-]|^[^\s@]+@[^\s@]+$/.test(owner) && !isPlaceholder(name);
}

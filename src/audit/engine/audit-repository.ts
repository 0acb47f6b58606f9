import nodePath from "node:path";
import { MsxError } from "../../errors/msx-error.js";
import type { Lang } from "../../messages/text.js";
import { type Checklists, checklists } from "../checklists/checklists.js";
import { discoverServices } from "../evidence/discover-services.js";
import { type FileTree, subtree } from "../evidence/file-tree.js";
import { ownedTables } from "../evidence/owned-tables.js";
import { type AuditedService, type Neighbours, ServiceEvidence } from "../evidence/service-evidence.js";
import { attestationNotes } from "./attestation-notes.js";
import { auditService } from "./audit-service.js";
import type { ChecklistReport, ServiceReport, Verdict } from "./report.js";
import type { Rule } from "./rule.js";
import { stillHolds, type Waiver } from "./waivers.js";

export interface AuditOptions {
  /** The whole repository or workspace, so that rules can look beside a service. */
  readonly tree: FileTree;
  /** Only services at or below this folder of the tree are reported; "." for all. */
  readonly below: string;
  /** What to call the place in an error. */
  readonly place: string;
  readonly rules: readonly Rule[];
  /** The lists whose items are decided; msx's guideline's without them. */
  readonly checklists?: Checklists;
  readonly waivers: readonly Waiver[];
  readonly now: Date;
  readonly lang: Lang;
}

/**
 * Audits every service of a repository.
 * @throws MsxError NOTHING_TO_AUDIT when there is no service.
 */
export function auditRepository(options: AuditOptions): ChecklistReport {
  const { tree, below } = options;
  const all = [...discoverServices(tree)].sort((one, other) => compare(one.folder, other.folder));
  const chosen = all.filter(
    ({ folder }) => below === "." || folder === below || folder.startsWith(`${below}/`),
  );
  if (chosen.length === 0) throw new MsxError("NOTHING_TO_AUDIT", { path: options.place });
  const neighbours = neighboursOf(all, tree, options.now);
  const services = chosen.map((service) => {
    const evidence = evidenceOf(service, tree, neighbours, options.now);
    return relativeTo(below, auditService(evidence, options));
  });
  const notes = [...notesOf(options), ...attestationNotes(chosen, { checklists, ...options })];
  return { services, summary: summarise(services), notes };
}

/** The evidence of one service: the files of its folder, and of the folders that belong to it. */
function evidenceOf(
  service: AuditedService,
  tree: FileTree,
  neighbours: Neighbours,
  now: Date,
): ServiceEvidence {
  return new ServiceEvidence({
    service,
    tree: treeOf(service, tree, neighbours.services),
    repository: tree,
    neighbours,
    now,
  });
}

function treeOf(service: AuditedService, tree: FileTree, all: readonly AuditedService[]): FileTree {
  const own = subtree(tree, service.folder);
  const inner = all
    .filter((other) => other !== service && isInside(other.folder, service.folder))
    .map(({ folder }) => `${nodePath.posix.relative(service.folder, folder)}/`);
  const paths = own.paths.filter((path) => !inner.some((prefix) => path.startsWith(prefix)));
  const extra = (service.alsoIn ?? [])
    .filter((folder) => !isInside(folder, service.folder))
    .flatMap((folder) => tree.paths.filter((path) => path.startsWith(`${folder}/`)))
    .map((path) => `/${path}`);
  return {
    paths: [...new Set([...paths, ...extra])],
    truncated: tree.truncated,
    read: (path) => (path.startsWith("/") ? tree.read(path.slice(1)) : own.read(path)),
  };
}

function isInside(folder: string, outer: string): boolean {
  return outer === "." ? folder !== "." : folder.startsWith(`${outer}/`);
}

function neighboursOf(services: readonly AuditedService[], tree: FileTree, now: Date): Neighbours {
  const tables = new Map<string, ReadonlySet<string>>();
  const neighbours: Neighbours = {
    services,
    tablesOf(service) {
      const known = tables.get(service.folder) ?? ownedTables(evidenceOf(service, tree, neighbours, now));
      tables.set(service.folder, known);
      return known;
    },
  };
  return neighbours;
}

/** Paths as the user sees them: relative to the folder that was asked for. */
function relativeTo(below: string, report: ServiceReport): ServiceReport {
  if (below === ".") return report;
  const cut = (path: string) => nodePath.posix.relative(below, path) || ".";
  return {
    ...report,
    path: cut(report.path),
    items: report.items.map((item) => ({
      ...item,
      rules: item.rules.map((rule) => ({
        ...rule,
        evidence: rule.evidence.map((place) => ({ ...place, file: cut(place.file) })),
      })),
    })),
  };
}

function summarise(services: readonly ServiceReport[]): ChecklistReport["summary"] {
  const verdicts = services.flatMap(({ items }) => items.map(({ verdict }) => verdict));
  const count = (wanted: Verdict) => verdicts.filter((verdict) => verdict === wanted).length;
  return {
    pass: count("pass"),
    fail: count("fail"),
    manual: count("manual"),
    waived: count("waived"),
    notApplicable: count("not-applicable"),
  };
}

function notesOf({ tree, waivers, rules, now, lang }: AuditOptions): readonly string[] {
  const notes: string[] = [];
  const say = (en: string, es: string) => notes.push(lang === "es" ? es : en);
  if (tree.truncated) {
    say(
      "The folder is too large or too deep: not every file was read.",
      "La carpeta es demasiado grande o profunda: no se leyeron todos los archivos.",
    );
  }
  for (const { rule, expires } of waivers) {
    const known = rules.find(({ id }) => id === rule);
    if (!known)
      say(`A waiver names an unknown rule: ${rule}`, `Una excepción nombra una regla desconocida: ${rule}`);
    else if (!known.waivable)
      say(`The rule ${rule} cannot be waived.`, `La regla ${rule} no admite excepciones.`);
    else if (!stillHolds(expires, now))
      say(`The waiver of ${rule} expired on ${expires}.`, `La excepción de ${rule} venció el ${expires}.`);
  }
  return notes;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

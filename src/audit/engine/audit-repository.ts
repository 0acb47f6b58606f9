import nodePath from "node:path";
import { MsxError } from "../../errors/msx-error.js";
import { message } from "../../messages/catalogue.js";
import type { Lang } from "../../messages/text.js";
import { type Checklists, checklists } from "../checklists/checklists.js";
import { touchedBy } from "../evidence/changed-files.js";
import { discoverServices } from "../evidence/discover-services.js";
import type { FileTree } from "../evidence/file-tree.js";
import { ownedTables } from "../evidence/owned-tables.js";
import { type AuditedService, type Neighbours, ServiceEvidence } from "../evidence/service-evidence.js";
import { attestationNotes } from "./attestation-notes.js";
import type { WaiverBook } from "./excuse.js";
import { type FindingsCache, RepositoryDigests, remembered } from "./findings-cache.js";
import { type Decide, GuardedAudit } from "./guarded-audit.js";
import { leftOutNotes } from "./left-out-notes.js";
import { PastServices } from "./past-services.js";
import type { ChecklistReport, RefusedWaiver, ServiceReport, Verdict, WaiverReport } from "./report.js";
import type { Finding, Rule } from "./rule.js";
import { filesOf } from "./service-files.js";
import type { StampedDigests } from "./stamped-digests.js";
import { waiverNotes } from "./waiver-notes.js";
import { Watch } from "./watched-tree.js";

export interface AuditOptions {
  /** The whole repository or workspace, so that rules can look beside a service. */
  readonly tree: FileTree;
  /** Only services at or below this folder of the tree are reported; "." for all. */
  readonly below: string;
  /** Only services of these names are reported; all when empty. */
  readonly services?: readonly string[];
  /** What to call the place in an error. */
  readonly place: string;
  readonly rules: readonly Rule[];
  /** The lists whose items are decided; msx's guideline's without them. */
  readonly checklists?: Checklists;
  readonly waivers: WaiverBook;
  readonly now: Date;
  readonly lang: Lang;
  /** Changed files of the repository: only the services that they touch are audited. All of them without it. */
  readonly changed?: readonly string[];
  /** What contracts are compared with: the files of a commit, and what the user calls it. */
  readonly base?: { readonly ref: string; readonly tree: FileTree };
  /** What earlier runs found, and the rules it may answer for: those whose build it knows. */
  readonly memory?: {
    readonly cache: FindingsCache;
    readonly stamps: StampedDigests;
    readonly rules: ReadonlySet<Rule>;
  };
}

/**
 * Audits every service of a repository. Paths in the report are relative to the repository: see `relativeReport`.
 * @throws MsxError NOTHING_TO_AUDIT when there is no service.
 */
export function auditRepository(options: AuditOptions): ChecklistReport {
  const { tree, below, services: names = [] } = options;
  const all = [...discoverServices(tree)].sort((one, other) => compare(one.folder, other.folder));
  const chosen = all.filter(
    ({ name, folder }) =>
      (below === "." || folder === below || folder.startsWith(`${below}/`)) &&
      (names.length === 0 || names.includes(name)),
  );
  if (chosen.length === 0) throw new MsxError("NOTHING_TO_AUDIT", { path: options.place });
  const watch = new Watch(tree, neighboursOf(all, tree, options.now));
  const digests = digestsOf(all, options);
  const past = options.base && new PastServices(options.base, options.now);
  const touched = options.changed ? chosen.filter(touchedBy(options.changed, all)) : chosen;
  const services = new GuardedAudit().each(touched, (service, decide) =>
    auditOne(service, { ...options, watch, decide, ...(digests && { digests }), ...(past && { past }) }),
  );
  options.memory?.cache.save();
  options.memory?.stamps.save();
  const notes = [
    ...(services.length === chosen.length
      ? []
      : [message("audit.note.unchanged", options.lang, { count: chosen.length - services.length })]),
    ...notesOf(options),
    ...attestationNotes(touched, { checklists, ...options }),
  ];
  return { schema: "msx-audit-report/1", services, summary: summarise(services), notes };
}

function digestsOf(
  services: readonly AuditedService[],
  { tree, memory, now }: AuditOptions,
): RepositoryDigests | undefined {
  const { digest } = tree;
  return (
    memory && digest && new RepositoryDigests(tree, (path) => memory.stamps.of(path, digest), services, now)
  );
}

interface Run extends AuditOptions {
  readonly watch: Watch;
  readonly decide: Decide;
  readonly digests?: RepositoryDigests;
  readonly past?: PastServices;
}

/** Audits a service, but for what was found before in the same content. */
function auditOne(service: AuditedService, run: Run): ServiceReport {
  const { tree, watch, decide, digests, memory } = run;
  const files = filesOf(service, tree, watch.neighbours.services);
  const evidence = () =>
    new ServiceEvidence({
      service,
      tree: files,
      repository: watch.tree,
      neighbours: watch.neighbours,
      now: run.now,
      base: run.past?.of(service, watch.neighbours.services),
    });
  if (!digests || !memory) {
    // What cannot be read is found out also where no rule wants it.
    for (const file of files.paths) files.look?.(file);
    return decide(evidence, run).report;
  }
  const key = digests.ofService(service, files.paths);
  const known = memory.cache.find(key, () => digests.whole);
  const findings: Record<string, Finding> = {};
  const rules = run.rules.map((rule) =>
    memory.rules.has(rule) && !rule.compares ? remembered(rule, known, findings) : rule,
  );
  const { found, wide } = watch.during(service, () => decide(evidence, { ...run, rules }));
  if (found.complete && Object.keys(findings).length > 0)
    memory.cache.remember({
      key,
      findings: { ...known, ...findings },
      ...(wide && { wide: digests.whole }),
    });
  return found.report;
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
    tree: filesOf(service, tree, neighbours.services),
    repository: tree,
    neighbours,
    now,
  });
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
    evidenceOf: (service) => evidenceOf(service, tree, neighbours, now),
  };
  return neighbours;
}

/** A report with paths as the user sees them: relative to the folder that was asked for. */
export function relativeReport(report: ChecklistReport, below: string): ChecklistReport {
  if (below === ".") return report;
  return { ...report, services: report.services.map((service) => relativeTo(below, service)) };
}

function relativeTo(below: string, report: ServiceReport): ServiceReport {
  const cut = (path: string) => nodePath.posix.relative(below, path) || ".";
  const moved = <T extends WaiverReport | RefusedWaiver>(waiver: T): T => ({
    ...waiver,
    file: cut(waiver.file),
  });
  return {
    ...report,
    path: cut(report.path),
    items: report.items.map((item) => ({
      ...item,
      rules: item.rules.map((rule) => ({
        ...rule,
        ...(rule.waiver && { waiver: moved(rule.waiver) }),
        ...(rule.refusedWaivers && { refusedWaivers: rule.refusedWaivers.map(moved) }),
        evidence: rule.evidence.map((place) => ({
          ...place,
          file: cut(place.file),
          ...(place.waiver && { waiver: moved(place.waiver) }),
        })),
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

function notesOf({ tree, waivers, now, lang }: AuditOptions): readonly string[] {
  return [
    ...(tree.truncated ? [message("audit.note.truncated", lang)] : []),
    ...leftOutNotes(tree.leftOut?.() ?? [], lang),
    ...waiverNotes(waivers, now, lang),
  ];
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

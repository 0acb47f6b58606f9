import { fits } from "../audit/engine/excuse.js";
import { waiversInText } from "../audit/engine/inline-waiver.js";
import { policyInForce } from "../audit/engine/own-policy.js";
import { waiverWord } from "../audit/engine/waiver-notes.js";
import type { Waiver } from "../audit/engine/waivers.js";
import { discoverServices } from "../audit/evidence/discover-services.js";
import { diskTree } from "../audit/evidence/disk-tree.js";
import type { FileTree } from "../audit/evidence/file-tree.js";
import { message } from "../messages/catalogue.js";
import type { Lang } from "../messages/text.js";
import { auditedPlace } from "./audit-checklist.js";
import { openWaivers } from "./audit-waiver-book.js";
import type { ActionContext } from "./context.js";
import { nameableRules, settingsOf } from "./rules-in-force.js";

export interface AuditWaiversOptions {
  readonly path?: string | undefined;
  /** From so many days before its end on, a waiver is spoken of. */
  readonly within: number;
  /** Whether a waiver whose author the history does not show does not hold. */
  readonly strict: boolean;
  readonly lang: Lang;
  /** The audit's clock. */
  readonly now?: Date;
}

export interface ListedWaiver {
  readonly rule: string;
  readonly service?: string | undefined;
  readonly reason: string;
  readonly approver: string;
  readonly expires: string;
  /** `policy`: in msx.yaml; `code`: in a comment. */
  readonly kind: "policy" | "code";
  /** Relative to the workspace. */
  readonly file: string;
  readonly line: number;
  /** `doubtful`: it holds, but ends soon, is there twice, names no service, or the history does not show who added it. */
  readonly state: "valid" | "doubtful" | "refused";
  readonly message?: string;
}

export interface WaiversResult {
  readonly waivers: readonly ListedWaiver[];
}

/**
 * Every waiver of a workspace, or of a part of it, and whether it holds; those that end first come first.
 * @throws MsxError AUDIT_PATH_INVALID, FILE_INVALID (msx.yaml, or a rule it names), GUIDELINE_UNUSABLE
 */
export async function auditWaivers(
  options: AuditWaiversOptions,
  context: ActionContext,
): Promise<WaiversResult> {
  const place = auditedPlace(context.cwd, options.path);
  const now = options.now ?? new Date();
  const tree = diskTree(place.root);
  const settings = settingsOf(place.workspaceFolder);
  const rules = await nameableRules(policyInForce(settings, tree));
  const services = discoverServices(tree).map(({ name }) => name);
  const book = openWaivers({ ...place, tree, settings, rules, now, strict: options.strict });
  try {
    const waivers = [...book.declared, ...inCode(tree, place.below)];
    const listed = waivers.map((waiver): ListedWaiver => {
      const told = waiverWord(waiver, book.judge(waiver), { ...options, now });
      const again = waivers.find(
        (other) => other !== waiver && waiver.place.kind === "policy" && isTwice(other, waiver),
      );
      const said =
        told?.text ?? (again && twice(again, options.lang)) ?? stray(waiver, services, options.lang);
      const state = told?.kind === "problem" ? "refused" : said === undefined ? "valid" : "doubtful";
      return { ...described(waiver), state, ...(said !== undefined && { message: said }) };
    });
    return { waivers: listed.sort((one, other) => (one.expires < other.expires ? -1 : 1)) };
  } finally {
    book.close();
  }
}

function inCode(tree: FileTree, below: string): readonly Waiver[] {
  return tree.paths
    .filter((path) => below === "." || path.startsWith(`${below}/`))
    .filter((path) => !/\.(?:md|json)$/.test(path))
    .flatMap((path) => waiversInText(tree.read(path) ?? "", path));
}

function twice({ place }: Waiver, lang: Lang): string {
  return message("audit.waiver.twice", lang, { file: place.file, line: place.line });
}

/** A waiver for a service that is not there excuses nothing. */
function stray({ service }: Waiver, services: readonly string[], lang: Lang): string | undefined {
  if (service === undefined || services.includes(service)) return undefined;
  return message("audit.waiver.no-service", lang, { service });
}

function isTwice(other: Waiver, { rule, service = "" }: Waiver): boolean {
  return other.place.kind === "policy" && fits(other, rule, service);
}

function described({ rule, service, reason, approver, expires, place }: Waiver) {
  const { kind, file, line } = place;
  return { rule, ...(service !== undefined && { service }), reason, approver, expires, kind, file, line };
}

import type { WorkspaceFile } from "../../workspace/schema.js";
import type { Rule } from "./rule.js";

/** A failure that is accepted for a time: in `policy.waivers` of msx.yaml, or in a comment at the place itself. */
export interface Waiver {
  readonly rule: string;
  /** Only in this service; in all of them without it. */
  readonly service?: string | undefined;
  readonly reason: string;
  readonly approver: string;
  /** The last day it holds, `YYYY-MM-DD`. */
  readonly expires: string;
  /** Where it is written; `file` is relative to the audited repository. */
  readonly place: WaiverPlace;
}

export interface WaiverPlace {
  readonly file: string;
  readonly line: number;
  /** The last line of it. */
  readonly end: number;
  /** `code`: in a comment. It excuses what is found on its own line or on the next line of code. */
  readonly kind: "policy" | "code";
}

/** Why a waiver excuses nothing. */
export type WaiverProblem =
  | "malformed"
  | "unknown-rule"
  | "not-waivable"
  | "expired"
  | "not-an-approver"
  | "self-approved"
  | "unproven";

/** Why nobody can say who added a waiver. */
export type Unproven = "no-repository" | "uncommitted" | "shallow" | "unreadable";

/** Who wrote the lines of a waiver: names and e-mail addresses of the commits' authors and co-authors. */
export interface Authorship {
  readonly names: readonly string[];
  readonly unproven?: Unproven;
}

export interface Judgement {
  readonly problem?: WaiverProblem;
  /** It holds, but the history does not show who added it. */
  readonly doubt?: Unproven;
}

export interface WaiverCourt {
  readonly rules: readonly Pick<Rule, "id" | "waivable">[];
  /** `policy.approvers`: who may excuse anything at all. */
  readonly approvers: readonly string[];
  readonly now: Date;
  /** Whether a doubt is a problem. */
  readonly strict: boolean;
  authorsOf(waiver: Waiver): Authorship;
}

/** Whether a dated promise still holds: through the whole of its last day, in UTC. */
export function stillHolds(expires: string, now: Date): boolean {
  return now.toISOString().slice(0, 10) <= expires;
}

/** Whether a text is a day of the calendar, `YYYY-MM-DD`: it has no 30 February, which `Date.parse` lets roll over. */
export function isDay(text: string): boolean {
  const time = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(text) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Days until a waiver ends, 0 on its last day. */
export function daysLeft(expires: string, now: Date): number {
  return Math.round((Date.parse(expires) - Date.parse(now.toISOString().slice(0, 10))) / 86_400_000);
}

/** Whether a waiver excuses anything, and if not, why: the first reason there is. */
export function judgeWaiver(waiver: Waiver, court: WaiverCourt): Judgement {
  const rule = court.rules.find(({ id }) => id === waiver.rule);
  if (waiver.reason === "" || waiver.approver === "" || !isDay(waiver.expires))
    return { problem: "malformed" };
  if (!rule) return { problem: "unknown-rule" };
  if (!rule.waivable) return { problem: "not-waivable" };
  if (!stillHolds(waiver.expires, court.now)) return { problem: "expired" };
  const known = court.approvers.filter((approver) => isSame(approver, waiver.approver));
  if (known.length === 0) return { problem: "not-an-approver" };
  const { names, unproven } = court.authorsOf(waiver);
  // The policy may know somebody by more than the waiver says: by the address as well as by the name.
  const approver = [waiver.approver, ...known];
  if (names.some((name) => approver.some((one) => isSame(name, one)))) return { problem: "self-approved" };
  if (unproven === undefined) return {};
  return court.strict ? { problem: "unproven", doubt: unproven } : { doubt: unproven };
}

/** Whether two ways to write somebody mean the same: e-mail address or name, `Name <e-mail>` or a part of it. */
export function isSame(one: string, other: string): boolean {
  const theirs = identities(other);
  return identities(one).some((identity) => theirs.includes(identity));
}

function identities(text: string): readonly string[] {
  const [, name, mail] = /^(.*?)\s*<([^<>]*)>\s*$/.exec(text) ?? [];
  return [name ?? text, mail ?? ""].map((part) => part.trim().toLowerCase()).filter((part) => part !== "");
}

/** The waivers of a validated msx.yaml, with the lines they stand on. */
export function policyWaivers(
  waivers: WorkspaceFile["policy"]["waivers"],
  file: string,
  lines: (index: number) => { readonly line: number; readonly end: number },
): readonly Waiver[] {
  return waivers.map((waiver, index) => ({ ...waiver, place: { file, ...lines(index), kind: "policy" } }));
}

import type { Reason } from "../../errors/detail.js";
import { tellBoth } from "../../messages/tell.js";
import type { Text } from "../../messages/text.js";
import type { ChecklistId } from "../checklists/checklists.js";
import type { AuditedService, ServiceEvidence } from "../evidence/service-evidence.js";

export type Severity = "high" | "medium" | "low";
export type ServiceForm = AuditedService["form"];

/** A place that shows why a verdict was given. `file` is relative to the service's folder. */
export interface Pointer {
  readonly file: string;
  /** From 1; null when the whole file, or its absence, is meant. */
  readonly line: number | null;
  readonly note: Text;
}

/** What a rule finds in one service. Pass and fail without a place to look at do not exist. */
export type Finding =
  | {
      readonly verdict: "pass" | "fail";
      readonly message: Text;
      readonly evidence: readonly [Pointer, ...Pointer[]];
    }
  | {
      readonly verdict: "manual" | "not-applicable";
      readonly message: Text;
      readonly evidence: readonly Pointer[];
    };

/**
 * Decides one item of a checklist, wholly or in part, from a service's evidence. A rule is stateless, reads nothing
 * but its evidence, and never throws for what a repository may contain.
 */
export interface Rule {
  /** Kebab case, the name of its folder and of its page; never changes once released. */
  readonly id: string;
  /** The checklist item it decides: `MS-5`. */
  readonly item: string;
  /** The forms of service it decides. Default: those that its item's checklist is written for. */
  readonly forms?: readonly ServiceForm[];
  readonly title: Text;
  readonly severity: Severity;
  /** Whether a waiver may excuse it. */
  readonly waivable: boolean;
  readonly why: Text;
  readonly fix: Text;
  /** Whether it compares with another commit: what it finds is not remembered, since it is not of the content alone. */
  readonly compares?: true;
  /** The guideline's section that asks for it, verbatim. */
  readonly section: string;
  evaluate(evidence: ServiceEvidence): Finding;
}

const formsByChecklist: Readonly<Record<ChecklistId, readonly ServiceForm[]>> = {
  microservices: ["microservice"],
  serverless: ["lambda"],
  migrations: ["microservice", "lambda"],
  general: ["microservice", "lambda"],
};

/** The forms of service that a checklist is written for. */
export function formsOf(checklist: ChecklistId): readonly ServiceForm[] {
  return formsByChecklist[checklist];
}

/** What there is to say about a rule. The item is `*` where every one may be meant. */
export type RuleInfo = Omit<Rule, "evaluate">;

export function pass(message: Text, first: Pointer, ...rest: readonly Pointer[]): Finding {
  return { verdict: "pass", message, evidence: [first, ...rest] };
}

export function fail(message: Text, first: Pointer, ...rest: readonly Pointer[]): Finding {
  return { verdict: "fail", message, evidence: [first, ...rest] };
}

export function manual(message: Text, ...evidence: readonly Pointer[]): Finding {
  return { verdict: "manual", message, evidence };
}

export function notApplicable(message: Text, ...evidence: readonly Pointer[]): Finding {
  return { verdict: "not-applicable", message, evidence };
}

export function pointer(file: string, line: number | null, note: Text): Pointer {
  return { file, line, note };
}

/** A pointer at a live place in code. */
export function at(
  hit: { readonly file: { readonly path: string }; readonly line: number },
  note: Text,
): Pointer {
  return { file: hit.file.path, line: hit.line, note };
}

/** A pointer at the place where a file stops being what its name says, in the parser's words. */
export function unparsed(
  file: string,
  { line, detail }: { readonly line: number; readonly detail: Reason },
): Pointer {
  return pointer(file, line, tellBoth(detail));
}

/** Fails on the pointers when there are any, else gives the alternative. */
export function failOn(problems: readonly Pointer[], message: Text, otherwise: () => Finding): Finding {
  const [first, ...rest] = problems;
  return first ? fail(message, first, ...rest) : otherwise();
}

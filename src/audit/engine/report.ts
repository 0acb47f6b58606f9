import type { Text } from "../../messages/text.js";
import type { ChecklistId } from "../checklists/checklists.js";
import type { Severity } from "./rule.js";
import type { WaiverProblem } from "./waivers.js";

export type Verdict = "pass" | "fail" | "manual" | "waived" | "not-applicable";

/** The result of `msx audit checklist`: its `--json` document, field for field. Stable; fields may be added. */
export interface ChecklistReport {
  /** Name and version of this shape; `schemas/audit-report-1.schema.json` describes it. */
  readonly schema: "msx-audit-report/1";
  readonly services: readonly ServiceReport[];
  /** Items by verdict, over all services. */
  readonly summary: {
    readonly pass: number;
    readonly fail: number;
    readonly manual: number;
    readonly waived: number;
    readonly notApplicable: number;
    /** Of the failed ones: those that fail by nothing but what the baseline knows. Only with a baseline. */
    readonly known?: number;
  };
  /** What the reader must know besides: files not read, waivers that expired or fit nothing. */
  readonly notes: readonly string[];
}

export interface ServiceReport {
  readonly name: string;
  /** Folder relative to the audited path, with forward slashes. */
  readonly path: string;
  readonly items: readonly ItemReport[];
}

export interface ItemReport {
  readonly id: string;
  readonly checklist: ChecklistId;
  readonly title: Text;
  readonly verdict: Verdict;
  readonly rules: readonly RuleReport[];
}

export interface RuleReport {
  readonly id: string;
  readonly verdict: Verdict;
  readonly severity: Severity;
  readonly message: string;
  readonly evidence: readonly EvidenceReport[];
  /** How to mend it; only on `fail` and `manual`. */
  readonly fix?: string;
  /** Only on `waived`; of several in code, the one that ends first. */
  readonly waiver?: WaiverReport;
  /** Only on `fail`: waivers meant for it that do not hold. */
  readonly refusedWaivers?: readonly RefusedWaiver[];
  /** Only on `fail`, with a baseline: `known` when the baseline has every place. */
  readonly baseline?: "known" | "new";
}

/** A waiver that holds, and where it is written. */
export interface WaiverReport {
  readonly reason: string;
  readonly approver: string;
  readonly expires: string;
  readonly file: string;
  readonly line: number;
}

export interface RefusedWaiver extends WaiverReport {
  readonly problem: WaiverProblem;
}

export interface EvidenceReport {
  /** Relative to the audited path, with forward slashes. */
  readonly file: string;
  readonly line: number | null;
  readonly note: string;
  /** On `fail` and `waived`: the same for the same failure, also after lines around it have moved. */
  readonly fingerprint?: string;
  /** The waiver in code that excuses this place. */
  readonly waiver?: WaiverReport;
  /** Only on `fail`, with a baseline. */
  readonly baseline?: "known" | "new";
}

import type { Text } from "../../messages/text.js";
import type { ChecklistId } from "../checklists/checklists.js";
import type { Severity } from "./rule.js";

export type Verdict = "pass" | "fail" | "manual" | "waived" | "not-applicable";

/** The result of `msx audit checklist`: its `--json` document, field for field. Stable; fields may be added. */
export interface ChecklistReport {
  readonly services: readonly ServiceReport[];
  /** Items by verdict, over all services. */
  readonly summary: {
    readonly pass: number;
    readonly fail: number;
    readonly manual: number;
    readonly waived: number;
    readonly notApplicable: number;
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
  /** Only on `waived`. */
  readonly waiver?: { readonly reason: string; readonly approver: string; readonly expires: string };
}

export interface EvidenceReport {
  /** Relative to the audited path, with forward slashes. */
  readonly file: string;
  readonly line: number | null;
  readonly note: string;
}

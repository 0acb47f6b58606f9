import type { Text } from "../../messages/text.js";
import guideline from "./guideline.json" with { type: "json" };

/** `general` is for lists of an organisation's own guideline that name no form: they concern every service. */
export type ChecklistId = "microservices" | "serverless" | "migrations" | "general";

/** One line of a checklist: the guideline's own words, an English title, and an id that never changes. */
export interface ChecklistItem {
  readonly id: string;
  readonly checklist: ChecklistId;
  readonly title: Text;
}

/** A case in which the guideline says not to take a form: its words, and why not. */
export interface FormException {
  /** `NM-1`: no microservice; `NS-1`: no serverless. */
  readonly id: string;
  readonly form: "microservices" | "serverless";
  readonly title: Text;
  readonly reason: Text;
}

export type Checklists = Readonly<Record<ChecklistId, readonly ChecklistItem[]>>;

const list = (checklist: "microservices" | "serverless" | "migrations"): readonly ChecklistItem[] =>
  guideline.checklists[checklist].map(({ id, title }) => ({ id, checklist, title }));

/**
 * The guideline's three checklists: MS-1…9, SL-1…6, MG-1…6. They are data (`guideline.json`): what the guideline's
 * Markdown (`platform/guideline`) says, word by word, which `msx guideline check` compares.
 */
export const checklists: Checklists = {
  microservices: list("microservices"),
  serverless: list("serverless"),
  migrations: list("migrations"),
  general: [],
};

/** The guideline's "Cuándo No Usar…" lists. */
export const formExceptions: readonly FormException[] = (["microservices", "serverless"] as const).flatMap(
  (form) => guideline.exceptions[form].map(({ id, title, reason }) => ({ id, form, title, reason })),
);

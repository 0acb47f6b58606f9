import * as z from "zod";
import { splitFrontMatter } from "../workspace/front-matter.js";
import { ownWords } from "../workspace/own-words.js";
import { forms } from "./questions.js";

/** Where decisions stand, relative to the workspace. */
export const decisionsFolder = "docs/decisions";

/** `0003-order-service-microservice.md`, and a Markdown file that starts with a number otherwise. */
export const numberedFile = /^(\d{4,})-[^/]*\.md$/;

/** The front matter of a decision: what tools read of it. */
export const decisionSchema = z.strictObject({
  kind: z.literal("decision"),
  number: z.number().int().min(1),
  /** The service that it is about. */
  service: z.string().min(1),
  form: z.enum(forms),
  status: z.enum(["proposed", "accepted", "rejected"]),
  owner: z.string().min(1),
  approver: z.string().min(1),
  /** When the approver agreed; null until then. */
  approved: z.iso.date().nullable(),
  date: z.iso.date(),
  /** When it is looked at again. */
  review: z.iso.date(),
  /** The number of the decision on the same service that it takes the place of. */
  replaces: z.number().int().min(1).optional(),
});
export type DecisionFrontMatter = z.infer<typeof decisionSchema>;

const headings = {
  value: /^##[ \t]+(?:Business value|Valor de negocio)[ \t]*$/im,
  measure: /^##[ \t]+(?:How it is measured|Cómo se mide)[ \t]*$/im,
} as const;

/** The text below one of a decision's headings, in either language; empty when it is not there. */
export function sectionOf(body: string, name: keyof typeof headings): string {
  const found = headings[name].exec(body);
  if (!found) return "";
  const rest = body.slice(found.index + found[0].length);
  return rest.slice(0, /^##\s/m.exec(rest)?.index ?? rest.length).trim();
}

/** Below this a text justifies nothing. */
export const minWords = 25;

/** Whether a text says enough without its placeholders. */
export function saysEnough(text: string): boolean {
  // Upper case only: "todo" is a word in Spanish.
  const marks = /\b(?:TODO|TBD|FIXME)\b.*$/gm;
  const phrases = /\b(?:lorem ipsum|to be (?:written|defined)|por definir)\b.*$/gim;
  return ownWords(text.replace(marks, "").replace(phrases, "")) >= minWords;
}

/** Whether a Markdown text says of itself that it is a decision of `msx decide`. */
export function isDecision(text: string): boolean {
  return /^kind:\s*["']?decision["']?\s*$/m.test(splitFrontMatter(text)?.yaml ?? "");
}

/** A person's paragraph, so that no line of it can be taken for a heading of the document it is put into. */
export function asParagraph(text: string): string {
  return text.trim().replace(/^(\s{0,3})(#{1,6}\s|={3,}\s*$|-{3,}\s*$)/gm, "$1\\$2");
}

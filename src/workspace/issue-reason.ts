import type * as z from "zod";
import spanish from "zod/v4/locales/es.js";
import { isDetail, phrase, type Reason } from "../errors/detail.js";
import { type DetailCode, detailCodes } from "../errors/detail-codes.js";

const { localeError } = spanish();

/** Given to `safeParse`, so that the value is there for the Spanish text. */
export const forReasons = { reportInput: true } as const;

/**
 * What a schema has against a value. A schema that says it in words of its own names them by their code, or gives them
 * as `params.reason` of a custom issue; else it is said in zod's words.
 */
export function issueReason(issue: z.core.$ZodIssue): Reason {
  const { message } = issue;
  if (issue.code === "custom" && isDetail(issue.params?.reason)) return issue.params.reason;
  if (isDetailCode(message)) return phrase(message);
  const told = localeError(issue as z.core.$ZodRawIssue);
  return phrase("each", { en: message, es: (typeof told === "string" ? told : told?.message) ?? message });
}

function isDetailCode(text: string): text is DetailCode {
  return detailCodes.some((code) => code === text);
}

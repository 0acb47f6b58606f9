import { type MessageCode, message } from "../../messages/catalogue.js";
import type { Lang } from "../../messages/text.js";
import type { WaiverBook } from "./excuse.js";
import { daysLeft, type Judgement, type Waiver } from "./waivers.js";

/** From this many days before its end on, a waiver is spoken of. */
export const warningDays = 30;

/** What is wrong with the waivers of msx.yaml, and which end soon. */
export function waiverNotes(book: WaiverBook, now: Date, lang: Lang): readonly string[] {
  return book.declared.flatMap((waiver) => {
    const told = waiverWord(waiver, book.judge(waiver), { now, lang, within: warningDays });
    return told === undefined
      ? []
      : [message("audit.waiver.note", lang, { ...naming(waiver), detail: told.text })];
  });
}

export interface WaiverWord {
  readonly kind: "problem" | "warning";
  readonly text: string;
}

/** Why a waiver does not hold, or else what to know of it; undefined when there is nothing to say. */
export function waiverWord(
  waiver: Waiver,
  { problem, doubt }: Judgement,
  { now, lang, within }: { now: Date; lang: Lang; within: number },
): WaiverWord | undefined {
  const params = { ...naming(waiver), approver: waiver.approver, expires: waiver.expires };
  const say = (code: MessageCode, more = {}) => message(code, lang, { ...params, ...more });
  if (problem !== undefined)
    return {
      kind: "problem",
      text: say(
        problem === "unproven" ? `audit.waiver.doubt.${doubt ?? "unreadable"}` : `audit.waiver.${problem}`,
      ),
    };
  if (doubt !== undefined) return { kind: "warning", text: say(`audit.waiver.doubt.${doubt}`) };
  const days = daysLeft(waiver.expires, now);
  return days <= within ? { kind: "warning", text: say("audit.waiver.soon", { days }) } : undefined;
}

function naming({ rule, place }: Waiver) {
  return { rule, file: place.file, line: place.line };
}

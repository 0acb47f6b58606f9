import { waiversAt } from "./inline-waiver.js";
import type { RefusedWaiver, WaiverReport } from "./report.js";
import type { Rule } from "./rule.js";
import type { Judgement, Waiver } from "./waivers.js";

/** Which waivers there are, and whether each holds. */
export interface WaiverBook {
  /** Those of `policy.waivers`; the ones in code are looked up at the places of a failure. */
  readonly declared: readonly Waiver[];
  /** The same answer for the same waiver, however often it is asked. */
  judge(waiver: Waiver): Judgement;
}

/** Where nothing is waived. */
export const noWaivers: WaiverBook = { declared: [], judge: () => ({}) };

export interface Excuse {
  /** What excuses the rule as a whole: a waiver of msx.yaml, or those in code when they cover every place. */
  readonly waiver?: WaiverReport;
  /** For each place, the waiver in code that excuses it; empty when the rule is excused by msx.yaml. */
  readonly places: readonly (WaiverReport | undefined)[];
  /** Waivers that are meant for this failure, and why each does not hold. */
  readonly refused: readonly RefusedWaiver[];
}

interface Place {
  readonly file: string;
  readonly line: number | null;
}

/**
 * What excuses a failed rule of a service.
 * @param places where it fails; files relative to the repository
 * @param lines the text of such a file, by line
 */
export function excuseFor(
  { rule, service }: { rule: Rule; service: string },
  places: readonly Place[],
  lines: (file: string) => readonly string[],
  book: WaiverBook,
): Excuse {
  const refused = new Map<Waiver, RefusedWaiver>();
  const holding = (candidates: readonly Waiver[]): WaiverReport | undefined => {
    for (const waiver of candidates) {
      const { problem } = book.judge(waiver);
      if (problem === undefined) return reported(waiver);
      refused.set(waiver, { ...reported(waiver), problem });
    }
    return undefined;
  };
  const whole = holding(book.declared.filter((waiver) => fits(waiver, rule.id, service)));
  if (whole) return { waiver: whole, places: [], refused: [] };
  const inCode = places.map(({ file, line }) =>
    line === null
      ? undefined
      : holding(waiversAt(lines(file), file, line).filter((waiver) => waiver.rule === rule.id)),
  );
  const [first, ...rest] = inCode.flatMap((waiver) => waiver ?? []);
  const all = first && rest.length + 1 === places.length ? first : undefined;
  const soonest = rest.reduce((one, other) => (one && other.expires < one.expires ? other : one), all);
  return { ...(soonest && { waiver: soonest }), places: inCode, refused: soonest ? [] : distinct(refused) };
}

export function fits(waiver: Waiver, rule: string, service: string): boolean {
  return waiver.rule === rule && (waiver.service === undefined || waiver.service === service);
}

/** Several places may have one comment above them. */
function distinct(refused: ReadonlyMap<Waiver, RefusedWaiver>): readonly RefusedWaiver[] {
  return [...new Map([...refused.values()].map((one) => [`${one.file}:${one.line}`, one])).values()];
}

function reported({ reason, approver, expires, place }: Waiver): WaiverReport {
  return { reason, approver, expires, file: place.file, line: place.line };
}

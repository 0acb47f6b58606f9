import type { Text } from "../../messages/text.js";
import type { Subject } from "./subject.js";

/** Something that was done or seen, with its time. */
export interface Observation {
  /** ISO 8601. */
  readonly at: string;
  readonly what: string;
  readonly data?: unknown;
}

export type TrialVerdict = "pass" | "fail" | "manual";

/** One experiment with one service: what was seen, and what follows from it. */
export class Trial {
  readonly subject: Subject;
  readonly startedAt = new Date();
  readonly observations: Observation[] = [];
  readonly #problems: Text[] = [];
  #undecided: Text | undefined;
  #proof: Text | undefined;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /** Evidence; plain words and plain data, without secrets. */
  saw(what: string, data?: unknown): void {
    this.observations.push({ at: new Date().toISOString(), what, ...(data !== undefined && { data }) });
  }

  fail(why: Text): void {
    this.saw(why.en);
    this.#problems.push(why);
  }

  /** It could not be tried here: a person has to look. */
  leaveOpen(why: Text): void {
    this.saw(why.en);
    this.#undecided ??= why;
  }

  /** What is proven when nothing failed. */
  prove(what: Text): void {
    this.#proof = what;
  }

  get failed(): boolean {
    return this.#problems.length > 0;
  }

  get isOpen(): boolean {
    return this.#undecided !== undefined;
  }

  result(): { readonly verdict: TrialVerdict; readonly message: Text } {
    const [first, ...others] = this.#problems;
    if (first) {
      const more = (lang: "en" | "es"): string => [first, ...others].map((one) => one[lang]).join("; ");
      return { verdict: "fail", message: { en: more("en"), es: more("es") } };
    }
    if (this.#undecided) return { verdict: "manual", message: this.#undecided };
    if (this.#proof) return { verdict: "pass", message: this.#proof };
    return {
      verdict: "manual",
      message: { en: "It came to no result", es: "No llegó a ningún resultado" },
    };
  }
}

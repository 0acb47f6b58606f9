import type { Rule } from "./event-bus.js";
import { parseSchedule } from "./schedule-expression.js";

/** The longest that a timer of Node waits is 24.8 days. */
const longestWaitMs = 24 * 60 * 60 * 1000;

export interface SchedulesOptions {
  /** Rules with a schedule that are enabled. */
  rules(): readonly Rule[];
  /** A rule is due. @param at when it was to be, in ms since the epoch */
  fire(rule: Rule, at: number): void;
  now(): number;
}

/** Lets rules with a schedule happen. What was due while nothing ran is not made up for. */
export class Schedules {
  #timer: NodeJS.Timeout | undefined;
  /** What is due later than this has not happened. */
  #doneUntil: number;

  constructor(private readonly options: SchedulesOptions) {
    this.#doneUntil = options.now();
  }

  /** Looks when the next rule is due. To be called when rules have changed. */
  plan(): void {
    clearTimeout(this.#timer);
    const now = this.options.now();
    const [next] = this.#due().sort((one, other) => one.at - other.at);
    if (next === undefined) return;
    const wait = Math.min(Math.max(0, next.at - now), longestWaitMs);
    this.#timer = setTimeout(() => this.#run(), wait).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #run(): void {
    const now = this.options.now();
    const due = this.#due().filter(({ at }) => at <= now);
    this.#doneUntil = Math.max(this.#doneUntil, now);
    for (const { rule, at } of due) this.options.fire(rule, at);
    this.plan();
  }

  #due(): { rule: Rule; at: number }[] {
    return this.options.rules().flatMap((rule) => {
      const after = Math.max(this.#doneUntil, rule.since);
      const at = parseSchedule(rule.schedule ?? "")?.next(after, rule.since);
      return at === undefined ? [] : [{ rule, at }];
    });
  }
}

import type { Service } from "../../workspace/workspace.js";
import { describeAnswer } from "./http/send.js";
import type { Attempt, SlowProxy } from "./http/slow-proxy.js";
import type { Lab } from "./lab.js";
import type { Trial } from "./trial.js";

/** From a request until the call that it leads to, also by way of an event. */
const callMs = 15_000;
/** More than a request for each failure that the breaker may see; one may be repeated several times. */
const mostWrites = 12;
/** The longest pause between two attempts of one call. */
const repetitionMs = 1500;
/** Between the end of an attempt at the caller and at the proxy. */
const marginMs = 250;
/** Of the breaker's time in which nobody may come by, and the longest that it is watched. */
const watchedShare = 0.6;
const watchedMs = 6000;
const writesWhileOpen = 5;

/** One caller and one dependency, by what comes by at the proxy between them. */
export class CallWatch {
  readonly #trial: Trial;
  readonly #dependency: Service;
  readonly #proxy: SlowProxy;
  readonly #lab: Lab;
  /** Attempts from here on are those of the slow time. */
  #from = 0;
  /** Of the caller: each has a breaker of its own. */
  #replicas = 1;

  constructor(trial: Trial, dependency: Service, proxy: SlowProxy, lab: Lab) {
    this.#trial = trial;
    this.#dependency = dependency;
    this.#proxy = proxy;
    this.#lab = lab;
  }

  /** Whether its requests make it call at all, while nothing is slow. */
  async calls(): Promise<boolean> {
    this.#lab.progress("audit.live.calling", { service: this.#dependency.name });
    await this.#stimulate();
    const isAnswered = (): Promise<boolean> =>
      Promise.resolve(this.#proxy.attempts.some(({ outcome }) => outcome === "answered"));
    if (await this.#lab.until(isAnswered, callMs)) return true;
    this.#trial.leaveOpen({
      en: `No request of its contract made it call ${this.#dependency.name}`,
      es: `Ninguna petición de su contrato le hizo llamar a ${this.#dependency.name}`,
    });
    return false;
  }

  /** One request after the other, until so many calls have failed as open the breaker. */
  async untilOpen(): Promise<void> {
    const { timeoutMs, failures } = this.#trial.subject.calls;
    await this.#lab.until(() => Promise.resolve(this.#waiting().length === 0), callMs);
    this.#from = this.#proxy.attempts.length;
    this.#proxy.delayMs = 2 * timeoutMs + 3000;
    this.#trial.saw(`${this.#dependency.name} answers late from now on`, { delayMs: this.#proxy.delayMs });
    this.#lab.progress("audit.live.slow", { service: this.#dependency.name, ms: this.#proxy.delayMs });
    for (let writes = 0; writes < mostWrites && this.#failed().length < this.#allowed(); writes += 1) {
      const before = this.#slow().length;
      await this.#stimulate();
      const hasCalled = (): Promise<boolean> => Promise.resolve(this.#slow().length > before);
      if (!(await this.#lab.until(hasCalled, callMs))) break;
      // Its repetitions follow each other: it is over when none comes for a while.
      const isOver = async (): Promise<boolean> => {
        if (this.#failed().length >= this.#allowed()) return true;
        if (this.#waiting().length > 0) return false;
        const { length } = this.#slow();
        await this.#lab.pause(repetitionMs);
        return this.#slow().length === length;
      };
      await this.#lab.until(isOver, failures * this.#proxy.delayMs + callMs);
    }
    this.#judgeTimeouts();
  }

  /** The breaker is open by now: nothing may come by for most of its time, however many requests there are. */
  async whileOpen(): Promise<void> {
    const { resetMs, failures } = this.#trial.subject.calls;
    const opened = Math.max(
      0,
      ...this.#failed()
        .slice(0, this.#allowed())
        .map(({ endedAt = 0 }) => endedAt),
    );
    const forMs = Math.min(watchedMs, resetMs * watchedShare);
    const asked = Promise.all(Array.from({ length: writesWhileOpen }, () => this.#stimulate()));
    await Promise.all([asked, this.#lab.pause(Math.max(0, opened + forMs - Date.now()))]);
    const late = this.#slow().filter(
      ({ arrivedAt }) => arrivedAt > opened + marginMs && arrivedAt < opened + forMs,
    );
    this.#trial.saw("calls while it was slow", this.#slow());
    this.#trial.saw("calls after those failures", { watchedMs: forMs, count: late.length });
    if (this.#failed().length > 0 && late.length > 0) {
      this.#trial.fail({
        en: `After ${this.#allowed()} failed calls (its breaker opens after ${failures}) it called ${this.#dependency.name} ${late.length} more times within ${forMs} ms`,
        es: `Tras ${this.#allowed()} llamadas fallidas (su breaker se abre tras ${failures}) llamó a ${this.#dependency.name} ${late.length} veces más en ${forMs} ms`,
      });
    }
  }

  /** Nothing is slow any more: when the breaker's time is over, calls are made and answered again. */
  async recovery(): Promise<void> {
    const { resetMs } = this.#trial.subject.calls;
    this.#proxy.delayMs = 0;
    this.#lab.progress("audit.live.recovering", { service: this.#dependency.name });
    const from = this.#proxy.attempts.length;
    this.#trial.saw(`${this.#dependency.name} answers at once again`);
    let nextAt = 0;
    const isAnswered = async (): Promise<boolean> => {
      if (Date.now() >= nextAt) {
        await this.#stimulate();
        nextAt = Date.now() + 2000;
      }
      return this.#proxy.attempts.slice(from).some(({ outcome }) => outcome === "answered");
    };
    const recovered = await this.#lab.until(isAnswered, 2 * resetMs + callMs);
    this.#trial.saw("calls afterwards", this.#proxy.attempts.slice(from, from + 10));
    if (!recovered) {
      this.#trial.fail({
        en: `It did not call ${this.#dependency.name} again within ${2 * resetMs + callMs} ms after that answered in time`,
        es: `No volvió a llamar a ${this.#dependency.name} en ${2 * resetMs + callMs} ms después de que este respondiera a tiempo`,
      });
    }
    const { timeoutMs } = this.#trial.subject.calls;
    this.#trial.prove({
      en: `${this.#dependency.name} answered late: each call was given up within ${timeoutMs} ms, none was made after ${this.#allowed()} failures, and it calls again`,
      es: `${this.#dependency.name} respondió tarde: cada llamada se abandonó en ${timeoutMs} ms, no hubo más tras ${this.#allowed()} fallos, y vuelve a llamar`,
    });
  }

  #judgeTimeouts(): void {
    const { timeoutMs } = this.#trial.subject.calls;
    if (this.#failed().length === 0 && this.#slow().length === 0) {
      this.#trial.leaveOpen({
        en: `It made no call to ${this.#dependency.name} while that was slow`,
        es: `No llamó a ${this.#dependency.name} mientras este era lento`,
      });
      return;
    }
    // Half as long again, and a second: the machine has more to do.
    const allowedMs = timeoutMs * 1.5 + 1000;
    const patient = this.#slow().filter(
      ({ outcome, arrivedAt, endedAt = Date.now() }) =>
        outcome === "answered" || endedAt - arrivedAt > allowedMs,
    );
    if (patient.length > 0) {
      this.#trial.fail({
        en: `It waited longer than its timeout of ${timeoutMs} ms in ${patient.length} of ${this.#slow().length} calls to ${this.#dependency.name}`,
        es: `Esperó más que su tiempo límite de ${timeoutMs} ms en ${patient.length} de ${this.#slow().length} llamadas a ${this.#dependency.name}`,
      });
    }
  }

  #slow(): readonly Attempt[] {
    return this.#proxy.attempts.slice(this.#from);
  }

  #failed(): readonly Attempt[] {
    return this.#slow().filter(({ outcome }) => outcome !== "waiting");
  }

  #waiting(): readonly Attempt[] {
    return this.#proxy.attempts.filter(({ outcome }) => outcome === "waiting");
  }

  #allowed(): number {
    return this.#trial.subject.calls.failures * this.#replicas;
  }

  async #stimulate(): Promise<void> {
    const { subject } = this.#trial;
    this.#replicas = Math.max(1, (await this.#lab.replicas(subject)).length);
    for (const make of [subject.write, subject.read]) {
      const planned = make?.();
      if (!planned) continue;
      const answer = await this.#lab.ask(subject, planned);
      this.#trial.saw(`${planned.method} ${planned.path}`, describeAnswer(answer));
    }
  }
}

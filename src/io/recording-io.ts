import { MsxError } from "../errors/msx-error.js";
import type { Io, IoEvent, Question } from "./io.js";

/** An Io for tests and for library use: keeps every event, answers from a list. */
export class RecordingIo implements Io {
  readonly events: IoEvent[] = [];
  readonly interactive: boolean;
  readonly #answers: string[];

  constructor(answers: readonly string[] = []) {
    this.#answers = [...answers];
    this.interactive = answers.length > 0;
  }

  emit(event: IoEvent): void {
    this.events.push(event);
  }

  drawn(): Promise<void> {
    return Promise.resolve();
  }

  ask(question: Question): Promise<string> {
    const answer = this.#answers.shift();
    return answer === undefined
      ? Promise.reject(new MsxError("ANSWER_MISSING", { flags: question.flag }))
      : Promise.resolve(answer);
  }
}

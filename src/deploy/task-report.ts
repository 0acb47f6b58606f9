import type { Io } from "../io/io.js";
import type { MessageCode } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";

/** One task of a deploy, `deploy:<service>`, as it is told to the outside. */
export class TaskReport {
  readonly #io: Io;
  readonly #id: string;

  constructor(io: Io, service: string) {
    this.#io = io;
    this.#id = taskId(service);
  }

  /** For a task that no plan has named. */
  announce(code: MessageCode, params: MessageParams): void {
    this.#io.emit({ type: "plan", tasks: [{ id: this.#id, code, params }] });
    this.started();
  }

  started(): void {
    this.#io.emit({ type: "task", id: this.#id, state: "started" });
  }

  /** Bound, since it is handed on as a function. */
  readonly progress = (code: MessageCode, params?: MessageParams): void =>
    this.#say("progress", code, params);

  succeeded(code: MessageCode, params?: MessageParams): void {
    this.#say("succeeded", code, params);
  }

  failed(code: MessageCode, params?: MessageParams): void {
    this.#say("failed", code, params);
  }

  warn(code: MessageCode, params: MessageParams): void {
    this.#io.emit({ type: "note", level: "warn", code, params });
  }

  #say(
    state: "progress" | "succeeded" | "failed",
    code: MessageCode,
    params: MessageParams | undefined,
  ): void {
    this.#io.emit({ type: "task", id: this.#id, state, code, ...(params && { params }) });
  }
}

export function taskId(service: string): string {
  return `deploy:${service}`;
}

import type { MessageCode } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";

/** One unit of work the user can follow: announced in a plan, then started and ended. */
export interface TaskTitle {
  readonly id: string;
  readonly code: MessageCode;
  readonly params?: MessageParams;
}

/** What a library says to whoever listens: typed and coded, never text, never a print. */
export type IoEvent =
  /** What is about to be done; every task named here is later `succeeded`, `failed` or `skipped`. */
  | { readonly type: "plan"; readonly tasks: readonly TaskTitle[] }
  /** `code` and `params` say the outcome or the present step, where there is something to say. */
  | {
      readonly type: "task";
      readonly id: string;
      readonly state: "started" | "progress" | "succeeded" | "failed" | "skipped";
      readonly code?: MessageCode;
      readonly params?: MessageParams;
    }
  | {
      readonly type: "note";
      readonly level: "info" | "warn";
      readonly code: MessageCode;
      readonly params?: MessageParams;
    }
  /** A line of somebody else's output (a container, a build), with its source in front. */
  | { readonly type: "line"; readonly source: string; readonly text: string };

/** A question a command may ask a person. `flag` is what answers it on the command line. */
export type Question =
  | {
      readonly type: "confirm";
      readonly flag: string;
      readonly code: MessageCode;
      readonly params?: MessageParams;
    }
  | {
      readonly type: "input";
      readonly flag: string;
      readonly code: MessageCode;
      readonly params?: MessageParams;
      readonly initial?: string;
    }
  | {
      readonly type: "select";
      readonly flag: string;
      readonly code: MessageCode;
      readonly params?: MessageParams;
      readonly choices: readonly { readonly value: string; readonly code: MessageCode }[];
    };

/** The one way between a library and the outside. */
export interface Io {
  emit(event: IoEvent): void;
  /** Resolves when all that was said is shown: the next to write to the terminal is somebody else. No task may be open. */
  drawn(): Promise<void>;
  /** Whether `ask` can reach a person; false in CI, without a terminal, and with `--json` or `--yes`. */
  readonly interactive: boolean;
  /** Asks; a confirm answers "yes" or "no". @throws MsxError ANSWER_MISSING when there is nobody to ask. */
  ask(question: Question): Promise<string>;
}

import type { Service, Workspace } from "../../workspace/workspace.js";
import type { PlannedFile } from "../planned-file.js";

export type AdditionKind = "endpoint" | "event" | "consumer" | "call";

/** Where something is added, and what it is made from. */
export interface AdditionTarget {
  readonly workspace: Workspace;
  readonly service: Service;
  /** The folder of the template layers. */
  readonly templates: string;
}

/** A file that is there and gains something; everything else in it stays, byte by byte. */
export interface FileGain {
  /** Absolute. */
  readonly file: string;
  /** The new text. @throws Error saying why the file is not as expected; then nothing is added anywhere. */
  edit(text: string): string;
  /** For the diff that is shown when `edit` refuses: the text with what is left to a person written into it. */
  byHand?(text: string): string;
}

/** One addition, worked out: pure data and pure functions, nothing is written. */
export interface AdditionPlan {
  readonly kind: AdditionKind;
  readonly name: string;
  /** New files, relative to the service. */
  readonly files: readonly PlannedFile[];
  /** New files that several additions share: left as they are where they are there. */
  readonly shared: readonly PlannedFile[];
  readonly gains: readonly FileGain[];
  /** What a person does next, as lines of code or commands. */
  readonly next: readonly string[];
}

/** The part of an addition that depends on the service's stack. */
export type AdditionCode = Pick<AdditionPlan, "files" | "shared" | "gains" | "next">;

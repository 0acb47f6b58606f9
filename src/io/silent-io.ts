import { MsxError } from "../errors/msx-error.js";
import type { Io, Question } from "./io.js";

/** For work that goes on in the background, again and again: nobody is told of it, and nobody is there to be asked. */
export const silentIo: Io = {
  emit: () => undefined,
  interactive: false,
  drawn: () => Promise.resolve(),
  ask: (question: Question) => Promise.reject(new MsxError("ANSWER_MISSING", { flags: question.flag })),
};

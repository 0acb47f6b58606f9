import path from "node:path";
import type { AdditionTarget, FileGain } from "./addition.js";
import { addToProgram, type ProgramGain, programByHand } from "./edit-program.js";

/** An addition's part in `src/Adapters/Program.cs`. */
export function programGain({ service }: AdditionTarget, gain: ProgramGain): FileGain {
  return {
    file: path.join(service.folder, "src", "Adapters", "Program.cs"),
    edit: (text) => addToProgram(text, gain),
    byHand: (text) => programByHand(text, gain),
  };
}

/** Why AWS refuses a pattern. Each service says it in its own error. */
export class PatternError extends Error {
  override readonly name = "PatternError";
}

import type { CodeText } from "./code-text.js";
import type { ResiliencePattern } from "./csharp-policies.js";
import { inPattern } from "./mentions.js";
import { importedNames } from "./typescript-constants.js";

/** The libraries of TypeScript whose policies are known. */
export const resilienceLibraries =
  /^(?:cockatiel|opossum|mollitia|async-retry|p-retry|axios-retry|exponential-backoff|resilience-typescript|@nestjs\/axios)$/;

/** What a file calls the policies of libraries, where that is another name than theirs. */
export interface LibraryNames {
  /** Calls that make a policy of a pattern. */
  readonly making: ReadonlyMap<ResiliencePattern, RegExp>;
  /** Whether a callee runs what it is given: `new Breaker`, `tryAgain`. */
  runs(callee: string): boolean;
}

const patternOf: ReadonlyMap<string, ResiliencePattern> = new Map([
  ["timeout", "timeout"],
  ["retry", "retry"],
  ["backOff", "retry"],
  ["circuitBreaker", "breaker"],
  ["CircuitBreaker", "breaker"],
]);

/** What the default export of a library is. */
const byDefault: Readonly<Record<string, string>> = {
  opossum: "CircuitBreaker",
  "p-retry": "retry",
  "async-retry": "retry",
  "axios-retry": "axiosRetry",
};

const known = /^(?:timeout|retry|pRetry|backOff|axiosRetry|circuitBreaker|CircuitBreaker|Opossum)$/;

export function libraryNames(text: CodeText): LibraryNames {
  const names: Renamed[] = text.literals
    .filter((literal) => resilienceLibraries.test(literal.text))
    .flatMap((literal) => renamedFrom(text.code, literal.start, literal.text))
    .filter(({ as }) => !known.test(as));
  const making = new Map<ResiliencePattern, RegExp>();
  for (const pattern of ["timeout", "retry", "breaker"] as const) {
    const those = names.filter(({ name }) => patternOf.get(name) === pattern).map(written);
    if (those.length > 0)
      making.set(pattern, new RegExp(`(?<![.\\w$])(?:${those.join("|")})\\s*(?:<[^()]*>)?\\(`, "g"));
  }
  const running = new Set(
    names.flatMap(({ name, as }) =>
      name === "CircuitBreaker" ? [`new ${as}`] : patternOf.get(name) === "retry" ? [as] : [],
    ),
  );
  return { making, runs: (callee) => running.has(callee) };
}

/** What a library calls something, and what a file does. */
interface Renamed {
  readonly name: string;
  readonly as: string;
}

function renamedFrom(code: string, at: number, library: string): readonly Renamed[] {
  const imported = importedNames(code, at);
  if (!imported) return [];
  const { byDefault: single, renamed, all } = imported;
  const main = byDefault[library];
  return [
    ...renamed.map(([name, as]) => ({ name: name === "default" && main ? main : name, as })),
    ...[single, all].flatMap((as) => (as !== undefined && main ? [{ name: main, as }] : [])),
    ...(all === undefined ? [] : [...patternOf.keys()].map((name) => ({ name, as: `${all}.${name}` }))),
  ];
}

function written({ name, as }: Renamed): string {
  const word = inPattern(as).replace(".", "\\s*\\.\\s*");
  return name === "CircuitBreaker" ? `new\\s+${word}` : word;
}

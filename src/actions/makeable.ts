import { MsxError } from "../errors/msx-error.js";

/** What this version can make; other stacks are known, and refused by name. */
const makeable = { stack: ["typescript"], form: ["microservice", "lambda"] } as const;
const later: Readonly<Record<keyof typeof makeable, readonly string[]>> = { stack: ["dotnet"], form: [] };

/** @throws MsxError NOT_AVAILABLE for what a later version makes, OPTION_INVALID for anything else. */
export function assertMakeable(choice: { stack: string; form?: string }): void {
  for (const option of ["stack", "form"] as const) {
    const value = choice[option];
    const known: readonly string[] = makeable[option];
    if (value === undefined || known.includes(value)) continue;
    const available = known.join(", ");
    throw later[option].includes(value)
      ? new MsxError("NOT_AVAILABLE", { option: `--${option} ${value}`, available })
      : new MsxError("OPTION_INVALID", { option: `--${option}`, value, allowed: available });
  }
}

/** Options that only one of the forms has, by that form. */
const optionsOfForm = { microservice: ["database", "messaging"], lambda: ["trigger", "iac"] } as const;

/**
 * Whether every option belongs to the form that is made.
 * @throws MsxError NOT_AVAILABLE naming the option and the form that has it.
 */
export function assertFitting(form: string, options: Readonly<Record<string, unknown>>): void {
  for (const [owner, names] of Object.entries(optionsOfForm)) {
    if (owner === form) continue;
    for (const name of names) {
      if (options[name] === undefined) continue;
      throw new MsxError("NOT_AVAILABLE", {
        option: `--${name} ${String(options[name])}`,
        available: `--form ${owner}`,
      });
    }
  }
}

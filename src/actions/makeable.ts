import { MsxError } from "../errors/msx-error.js";

/** What this version can make; other stacks and forms are known, and refused by name. */
const makeable = { stack: "typescript", form: "microservice" } as const;
const later = { stack: ["dotnet"], form: ["lambda"] } as const;

/** @throws MsxError NOT_AVAILABLE for what a later version makes, OPTION_INVALID for anything else. */
export function assertMakeable(choice: { stack: string; form?: string }): void {
  for (const option of ["stack", "form"] as const) {
    const value = choice[option];
    if (value === undefined || value === makeable[option]) continue;
    const known: readonly string[] = later[option];
    throw known.includes(value)
      ? new MsxError("NOT_AVAILABLE", { option: `--${option} ${value}`, available: makeable[option] })
      : new MsxError("OPTION_INVALID", { option: `--${option}`, value, allowed: makeable[option] });
  }
}

import { MsxError } from "../errors/msx-error.js";
import { type Framework, frameworks, type Stack, stacks } from "../generator/stacks.js";

const forms = ["microservice", "lambda"] as const;

/** What a project is to be. */
interface Choice {
  readonly stack: string;
  /** Not said yet: a decision may say it. */
  readonly form?: string;
}

/** @throws MsxError OPTION_INVALID */
export function assertMakeable({ stack, form }: Choice): void {
  if (form !== undefined && !forms.some((one) => one === form)) throw invalid("form", form, forms);
  if (!stacks.some((one) => one === stack)) throw invalid("stack", stack, stacks);
}

/**
 * What a project is written in, as the generator knows it.
 * @throws MsxError OPTION_INVALID, NOT_AVAILABLE for a framework of a stack that has none
 */
export function stackChoice(
  stack: string,
  framework: string | undefined,
): { readonly stack?: Stack; readonly framework?: Framework } {
  if (stack !== "dotnet") {
    if (framework === undefined) return {};
    throw new MsxError("NOT_AVAILABLE", { option: `--framework ${framework}`, available: "--stack dotnet" });
  }
  const known = frameworks.find((one) => one === framework);
  if (framework !== undefined && known === undefined) throw invalid("framework", framework, frameworks);
  return { stack, ...(known && { framework: known }) };
}

function invalid(option: string, value: string, allowed: readonly string[]): MsxError {
  return new MsxError("OPTION_INVALID", { option: `--${option}`, value, allowed: allowed.join(", ") });
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

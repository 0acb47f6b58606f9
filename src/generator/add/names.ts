import { phrase } from "../../errors/detail.js";
import { MsxError } from "../../errors/msx-error.js";
import { nameProblem } from "../../workspace/name.js";
import { pascalProblem, spellings } from "../entity-names.js";

export interface AdditionNames {
  readonly pascal: string;
  readonly camel: string;
  readonly kebab: string;
}

/**
 * The spellings of a name given as camelCase, PascalCase or kebab-case: `archiveItem`, `ArchiveItem`, `archive-item`.
 * @param option the argument or flag it was given as, for the error
 * @throws MsxError OPTION_INVALID when no identifier or file can be called so
 */
export function additionNames(given: string, option: string): AdditionNames {
  const pascal = given
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
  if (!/^[A-Za-z][A-Za-z0-9]*(-[a-z0-9]+)*$/.test(given) || pascalProblem(pascal))
    throw invalid(option, given);
  const { camel, kebab } = spellings(pascal);
  if (nameProblem(kebab)) throw invalid(option, given);
  return { pascal, camel, kebab };
}

/** `UserCreated` and `UserCreatedEvent` are one event. @throws MsxError OPTION_INVALID */
export function eventNames(given: string, option: string): AdditionNames & { readonly type: string } {
  const names = additionNames(given.replace(/-?[eE]vent$/, ""), option);
  return { ...names, type: `${names.pascal}Event` };
}

function invalid(option: string, value: string): MsxError {
  return new MsxError("OPTION_INVALID", { option, value, allowed: phrase("name-shape") });
}

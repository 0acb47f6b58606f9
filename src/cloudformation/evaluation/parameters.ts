import type { Json } from "../json.js";
import type { Template, TemplateParameter } from "../template/template.js";
import { TemplateError, unsupported } from "../template-error.js";

/** A parameter's value: a list for `List<…>` and `CommaDelimitedList`. */
export type ParameterValue = string | readonly string[];

/** What whoever makes a stack gives. */
export interface GivenParameters {
  readonly values: Readonly<Record<string, string>>;
  /** What parameters had before, for those that are to keep it. */
  readonly previous?: Readonly<Record<string, string>>;
}

/** The text of each parameter: given, else as before, else its default. @throws TemplateError in CloudFormation's words */
export function parameterTexts(
  template: Template,
  { values, previous = {} }: GivenParameters,
): Readonly<Record<string, string>> {
  const declared = template.Parameters ?? {};
  const unknown = Object.keys(values).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    throw new TemplateError(`Parameters: [${unknown.join(", ")}] do not exist in the template`, [
      "Parameters",
    ]);
  }
  const missing: string[] = [];
  const texts = Object.entries(declared).flatMap(([name, parameter]) => {
    const fallback = parameter.Default === undefined ? undefined : textOf(parameter.Default);
    const text = values[name] ?? previous[name] ?? fallback;
    if (text === undefined) {
      missing.push(name);
      return [];
    }
    check(name, parameter, text);
    return [[name, text] as const];
  });
  if (missing.length > 0) {
    throw new TemplateError(`Parameters: [${missing.join(", ")}] must have values`, [
      ...["Parameters", missing[0] ?? ""],
    ]);
  }
  return Object.fromEntries(texts);
}

/** What `Ref` of each parameter gives. */
export function parameterValues(
  template: Template,
  texts: Readonly<Record<string, string>>,
): ReadonlyMap<string, ParameterValue> {
  const isListed = ({ Type }: TemplateParameter): boolean =>
    Type === "CommaDelimitedList" || Type.startsWith("List<");
  return new Map(
    Object.entries(template.Parameters ?? {}).flatMap(([name, parameter]) => {
      const text = texts[name];
      if (text === undefined) return [];
      const list = text === "" ? [] : text.split(",").map((item) => item.trim());
      return [[name, isListed(parameter) ? list : text] as const];
    }),
  );
}

function textOf(value: Json): string {
  return Array.isArray(value) ? value.map(String).join(",") : String(value);
}

const plainTypes = new Set(["String", "Number", "List<Number>", "List<String>", "CommaDelimitedList"]);

function check(name: string, parameter: TemplateParameter, text: string): void {
  const path = ["Parameters", name];
  const { Type: type } = parameter;
  if (typeof type !== "string") {
    throw new TemplateError(
      "Template format error: Every Parameters object must contain a Type member.",
      path,
    );
  }
  if (type.startsWith("AWS::SSM::Parameter::"))
    throw unsupported(`The type ${type} of parameter ${name}`, path);
  if (!plainTypes.has(type) && !/^(List<)?AWS::[\w:]+>?$/.test(type)) {
    throw new TemplateError(`Template format error: Unrecognized parameter type: ${type}`, path);
  }
  const items = type === "CommaDelimitedList" || type.startsWith("List<") ? text.split(",") : [text];
  const failed = (rule: string): TemplateError =>
    new TemplateError(
      parameter.ConstraintDescription === undefined
        ? `Parameter '${name}' ${rule}`
        : `Parameter ${name} failed to satisfy constraint: ${parameter.ConstraintDescription}`,
      path,
    );
  for (const item of items.map((one) => one.trim())) {
    if (/^(List<)?Number>?$/.test(type) && (item === "" || Number.isNaN(Number(item)))) {
      throw new TemplateError(`Parameter '${name}' must be a number.`, path);
    }
    const { AllowedValues: allowed, AllowedPattern: pattern } = parameter;
    if (allowed !== undefined && !allowed.map(String).includes(item)) {
      throw failed("must be one of AllowedValues");
    }
    if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(item)) {
      throw failed(`must match pattern ${pattern}`);
    }
    const limit = (bound: number | string | undefined): number => Number(bound ?? Number.NaN);
    if (item.length < limit(parameter.MinLength)) {
      throw failed(`must contain at least ${parameter.MinLength} characters`);
    }
    if (item.length > limit(parameter.MaxLength)) {
      throw failed(`must contain at most ${parameter.MaxLength} characters`);
    }
    if (Number(item) < limit(parameter.MinValue))
      throw failed(`must be a number not less than ${parameter.MinValue}`);
    if (Number(item) > limit(parameter.MaxValue)) {
      throw failed(`must be a number not greater than ${parameter.MaxValue}`);
    }
  }
}

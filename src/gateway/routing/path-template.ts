const PLACEHOLDER = /\{([A-Za-z_][A-Za-z0-9_-]*)\}/g;

/** A template that cannot be compiled; the message says why and belongs to the template's place in the file. */
export class PathTemplateError extends Error {
  override readonly name = "PathTemplateError";
}

/** The names between braces, in order. Throws {@link PathTemplateError} on stray braces or a repeated name. */
export function placeholdersOf(template: string): string[] {
  const names = [...template.matchAll(PLACEHOLDER)].map((match) => match[1] ?? "");
  if (/[{}]/.test(template.replace(PLACEHOLDER, ""))) {
    throw new PathTemplateError(`has a brace that is not part of a {placeholder}: ${template}`);
  }
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new PathTemplateError(`uses {${repeated}} twice: ${template}`);
  return names;
}

/** Turns a request path into the placeholders' values, or undefined when the path does not match. */
export interface PathMatcher {
  match(path: string): Readonly<Record<string, string>> | undefined;
  /** How many characters are literal: of two templates that match, the one with more says more about the path. */
  readonly literalLength: number;
}

/**
 * Compiles a template as Ocelot reads it: a placeholder followed by a slash takes one segment, and the last one, when
 * nothing follows it, takes the rest of the path, slashes included. `/api/users/{everything}` also matches `/api/users`
 * and `/api/users/`, so that a collection and its items need one route.
 *
 * Values are as they stand in the request, still percent-encoded. Throws {@link PathTemplateError}.
 */
export function compilePathTemplate(template: string, caseSensitive: boolean): PathMatcher {
  if (!template.startsWith("/")) throw new PathTemplateError(`must start with /: ${template}`);
  if (/[?#]/.test(template)) throw new PathTemplateError(`cannot contain a query or fragment: ${template}`);
  if (template.includes("}{"))
    throw new PathTemplateError(`has two placeholders with nothing between: ${template}`);
  const names = placeholdersOf(template);
  const literals = template.split(PLACEHOLDER).filter((_, index) => index % 2 === 0);
  const regex = new RegExp(`^${patternOf(literals)}$`, caseSensitive ? "" : "i");
  return {
    literalLength: literals.join("").length,
    match(path) {
      const found = regex.exec(path);
      if (found === null) return undefined;
      const values: Record<string, string> = {};
      names.forEach((name, index) => {
        values[name] = found[index + 1] ?? "";
      });
      return values;
    },
  };
}

/** `literals` stand before, between and after the placeholders; the last one is empty when a placeholder ends the path. */
function patternOf(literals: readonly string[]): string {
  const [first = "", ...rest] = literals.map((literal) => literal.replace(/[.*+?^$()|[\]\\]/g, "\\$&"));
  if (rest.length === 0) return first.length > 1 ? `${first.replace(/\/$/, "")}\\/?` : first;
  let pattern = first;
  rest.forEach((literal, index) => {
    const takesTheRest = index === rest.length - 1 && literal === "";
    if (!takesTheRest) pattern += `([^/]+)${literal}`;
    else if (pattern.length > 1 && pattern.endsWith("/")) pattern = `${pattern.slice(0, -1)}(?:\\/(.*))?`;
    else pattern += "(.*)";
  });
  return pattern;
}

/**
 * Compiles a downstream template into a function that fills it in. When the last value is empty, the slash before it
 * goes too, so that `/api/v1/users/{everything}` gives `/api/v1/users` for the collection.
 */
export function compilePathFiller(template: string): (values: Readonly<Record<string, string>>) => string {
  const names = placeholdersOf(template);
  const literals = template.split(PLACEHOLDER).filter((_, index) => index % 2 === 0);
  const last = literals.at(-1) === "" ? names.at(-1) : undefined;
  return (values) => {
    let path = literals[0] ?? "";
    names.forEach((name, index) => {
      path += (values[name] ?? "") + (literals[index + 1] ?? "");
    });
    const lastIsEmpty = last !== undefined && (values[last] ?? "") === "";
    return lastIsEmpty && path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  };
}

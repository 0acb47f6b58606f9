import { createRequire } from "node:module";
import type ts from "typescript";
import { phrase, ReasonError } from "../../errors/detail.js";
import { type Insertion, indentAt, insertAll } from "./text-insertion.js";

/** What `src/adapters/service.ts` must gain for an addition to take part. */
export interface Registration {
  readonly imports: readonly { readonly name: string; readonly from: string }[];
  /** What the service offers to its use cases, an event or a call: it thereby belongs to the service's code. */
  readonly exports?: readonly { readonly name: string; readonly from: string }[];
  /** A statement among the routes. */
  readonly route?: (app: string) => string;
  /** An entry of the list of consumers. */
  readonly consumer?: (kit: (field: string) => string) => string;
}

/** The file was rewritten in a way that does not show where a registration belongs. */
export class UnknownShapeError extends ReasonError {
  override readonly name = "UnknownShapeError";
}

// Loaded when first needed: half a second that other commands need not spend.
let compiler: typeof ts | undefined;
function load(): typeof ts {
  compiler ??= createRequire(import.meta.url)("typescript") as typeof ts;
  return compiler;
}

/**
 * Registers an addition by inserting lines where the syntax tree shows they belong; no other character changes.
 * @throws UnknownShapeError saying what was looked for and not found
 */
export function registerInService(text: string, registration: Registration): string {
  const source = parse(text);
  assertNamesFree(source, registration);
  const insertions = moduleInsertions(source, registration);
  const { route, consumer } = registration;
  if (route || consumer) {
    const build = findBuild(source);
    const parts = returnedObject(build);
    if (route) insertions.push(...routeInsertions(source, parts, route));
    if (consumer) insertions.push(...consumerInsertions(source, build, parts, consumer));
  }
  return checked(insertAll(text, insertions));
}

/**
 * What is left to do by hand when `registerInService` refuses: the imports are added, and the lines to be placed stand
 * at the end as a comment.
 */
export function registrationByHand(text: string, registration: Registration): string {
  const source = parse(text);
  const imported = insertAll(text, moduleInsertions(source, registration));
  const lines = [
    ...(registration.route
      ? ["// Where the routes are registered:", `//   ${registration.route("app")}`]
      : []),
    ...(registration.consumer
      ? [
          "// In the list of consumers that build() returns:",
          `//   ${registration.consumer((name) => name)},`,
        ]
      : []),
  ];
  return lines.length === 0 ? imported : `${imported.trimEnd()}\n\n${lines.join("\n")}\n`;
}

function moduleInsertions(source: ts.SourceFile, { imports, exports = [] }: Registration): Insertion[] {
  const last = source.statements.filter(load().isImportDeclaration).at(-1);
  const at = last ? endOfLine(source.text, last.end) : 0;
  return [
    ...imports.map((wanted) => importInsertion(source, wanted)),
    ...exports.map(({ name, from }) => {
      const line = `export { ${name} } from "${from}";`;
      return { at, text: last ? `\n${line}` : `${line}\n` };
    }),
  ];
}

function parse(text: string): ts.SourceFile {
  const { createSourceFile, ScriptTarget } = load();
  return createSourceFile("service.ts", text, ScriptTarget.Latest, true);
}

function checked(text: string): string {
  const { parseDiagnostics = [] } = parse(text) as { parseDiagnostics?: readonly unknown[] };
  if (parseDiagnostics.length > 0) throw new UnknownShapeError(phrase("edit-no-typescript"));
  return text;
}

function assertNamesFree(source: ts.SourceFile, { imports, exports = [] }: Registration): void {
  const { isIdentifier } = load();
  const wanted = new Set([...imports, ...exports].map(({ name }) => name));
  const visit = (node: ts.Node): void => {
    if (isIdentifier(node) && wanted.has(node.text)) {
      throw new UnknownShapeError(phrase("edit-name-used", { name: node.text }));
    }
    node.forEachChild(visit);
  };
  visit(source);
}

type Build = ts.MethodDeclaration | ts.FunctionExpression | ts.ArrowFunction;

/** `build` of the object that the file exports as `service`. */
function findBuild(source: ts.SourceFile): Build {
  const { isVariableStatement, isIdentifier, isObjectLiteralExpression } = load();
  const declarations = source.statements
    .filter(isVariableStatement)
    .flatMap((one) => [...one.declarationList.declarations]);
  const declared = declarations.find(({ name }) => isIdentifier(name) && name.text === "service");
  const object = declared?.initializer && bare(declared.initializer);
  if (!object || !isObjectLiteralExpression(object)) {
    throw new UnknownShapeError(phrase("edit-no-service"));
  }
  const build = functionOf(object, "build");
  if (!build) throw new UnknownShapeError(phrase("edit-no-build"));
  return build;
}

/** A property that is a method, an arrow function or a function expression. */
function functionOf(object: ts.ObjectLiteralExpression, name: string): Build | undefined {
  const { isMethodDeclaration, isPropertyAssignment, isArrowFunction, isFunctionExpression } = load();
  const property = propertyOf(object, name);
  if (!property) return undefined;
  if (isMethodDeclaration(property)) return property;
  const value = isPropertyAssignment(property) ? bare(property.initializer) : undefined;
  return value && (isArrowFunction(value) || isFunctionExpression(value)) ? value : undefined;
}

function propertyOf(
  object: ts.ObjectLiteralExpression,
  name: string,
): ts.ObjectLiteralElementLike | undefined {
  const { isIdentifier, isStringLiteral } = load();
  return object.properties.find(
    (property) =>
      property.name &&
      (isIdentifier(property.name) || isStringLiteral(property.name)) &&
      property.name.text === name,
  );
}

/** An expression without parentheses, `as` and `satisfies`. */
function bare(expression: ts.Expression): ts.Expression {
  const { isAsExpression, isParenthesizedExpression, isSatisfiesExpression } = load();
  let current = expression;
  while (isParenthesizedExpression(current) || isAsExpression(current) || isSatisfiesExpression(current)) {
    current = current.expression;
  }
  return current;
}

/** The one object that `build` returns. */
function returnedObject(build: Build): ts.ObjectLiteralExpression {
  const { isBlock, isObjectLiteralExpression, isReturnStatement } = load();
  const found: ts.Expression[] = [];
  if (build.body && !isBlock(build.body)) found.push(build.body);
  else if (build.body) {
    for (const statement of build.body.statements) {
      if (isReturnStatement(statement) && statement.expression) found.push(statement.expression);
    }
  }
  const [only] = found.map(bare);
  if (found.length !== 1 || !only || !isObjectLiteralExpression(only)) {
    throw new UnknownShapeError(phrase("edit-build-end"));
  }
  return only;
}

/** Behind the last statement of the function that registers the routes. */
function routeInsertions(
  source: ts.SourceFile,
  parts: ts.ObjectLiteralExpression,
  route: (app: string) => string,
): Insertion[] {
  const { isBlock, isIdentifier } = load();
  const routes = functionOf(parts, "routes");
  const parameter = routes?.parameters[0]?.name;
  if (!routes?.body || !parameter || !isIdentifier(parameter)) {
    throw new UnknownShapeError(phrase("edit-routes"));
  }
  const text = source.text;
  const statement = route(parameter.text);
  const outer = indentAt(text, routes.getStart(source));
  const inner = `${outer}  `;
  if (isBlock(routes.body)) {
    const last = routes.body.statements.at(-1);
    if (last) {
      const onOneLine = !text.slice(routes.body.getStart(source), last.end).includes("\n");
      const gap = onOneLine ? " " : `\n${indentAt(text, last.getStart(source))}`;
      // What was written without semicolons goes on so, and still needs one on the same line.
      const end = onOneLine && !text.slice(0, last.end).endsWith(";") ? ";" : "";
      return [{ at: onOneLine ? last.end : endOfLine(text, last.end), text: `${end}${gap}${statement}` }];
    }
    return [{ at: routes.body.getStart(source) + 1, text: `\n${inner}${statement}\n${outer}` }];
  }
  return [
    { at: routes.body.getStart(source), text: `{\n${inner}` },
    { at: routes.body.end, text: `;\n${inner}${statement}\n${outer}}` },
  ];
}

/** At the end of the list of consumers, which is made when there is none. */
function consumerInsertions(
  source: ts.SourceFile,
  build: Build,
  parts: ts.ObjectLiteralExpression,
  consumer: (kit: (field: string) => string) => string,
): Insertion[] {
  const { isArrayLiteralExpression, isPropertyAssignment } = load();
  const kit = kitFields(source, build);
  const entry = consumer(kit.read);
  const property = propertyOf(parts, "consumers");
  if (!property)
    return [...elementAfter(source, parts, parts.properties, `consumers: [${entry}]`), ...kit.insertions()];
  const list = isPropertyAssignment(property) ? bare(property.initializer) : undefined;
  if (!list || !isArrayLiteralExpression(list)) throw new UnknownShapeError(phrase("edit-consumers"));
  return [...elementAfter(source, list, list.elements, entry), ...kit.insertions()];
}

/** Formatters of the field break at 80 to 120 columns; generated files at 110. */
const lineWidth = 110;

/** Another element of a list or object: on a line of its own where the others have one, or where the line gets long. */
function elementAfter(
  source: ts.SourceFile,
  holder: ts.Node,
  elements: ts.NodeArray<ts.Node>,
  entry: string,
): Insertion[] {
  const { text } = source;
  const last = elements.at(-1);
  const start = holder.getStart(source);
  const outer = indentAt(text, start);
  const line = text.slice(text.lastIndexOf("\n", start) + 1, holder.end);
  const fits = !line.includes("\n") && line.length + entry.length + 3 < lineWidth;
  if (!last) {
    return [{ at: holder.end - 1, text: fits ? entry : `\n${outer}  ${entry},\n${outer}` }];
  }
  const comma = elements.hasTrailingComma ? text.indexOf(",", last.end) + 1 : last.end;
  const separator = elements.hasTrailingComma ? "" : ",";
  if (text.slice(start, last.getStart(source)).includes("\n")) {
    const at = elements.hasTrailingComma ? endOfLine(text, comma) : last.end;
    return [{ at, text: `${separator}\n${indentAt(text, last.getStart(source))}${entry},` }];
  }
  if (fits) return [{ at: comma, text: `${separator} ${entry}${elements.hasTrailingComma ? "," : ""}` }];
  // Each element gets a line: the blank between two of them becomes the end of its indentation.
  const breaks = elements.map((element) => ({
    at: element.getFullStart(),
    text: `\n${outer}  `.slice(0, text[element.getFullStart()] === " " ? -1 : undefined),
  }));
  return [...breaks, { at: comma, text: `${separator}\n${outer}  ${entry},\n${outer}` }];
}

/** How the parts of the kit are named inside `build`, and what its parameter must gain for that. */
function kitFields(
  source: ts.SourceFile,
  build: Build,
): { read(field: string): string; insertions(): Insertion[] } {
  const { isIdentifier } = load();
  const parameter = build.parameters[0];
  const missing: string[] = [];
  const insertions = (): Insertion[] => {
    const names = missing.join(", ");
    if (missing.length === 0) return [];
    if (!parameter) return [{ at: openParenthesis(source, build) + 1, text: `{ ${names} }` }];
    const pattern = parameter.name as ts.ObjectBindingPattern;
    const last = pattern.elements.at(-1);
    return [last ? { at: last.end, text: `, ${names}` } : { at: pattern.end - 1, text: ` ${names} ` }];
  };
  const read = (field: string): string => {
    if (parameter && isIdentifier(parameter.name)) return `${parameter.name.text}.${field}`;
    const bound = parameter && boundName(parameter.name, field);
    if (bound) return bound;
    if (!missing.includes(field)) missing.push(field);
    return field;
  };
  return { read, insertions };
}

/** `name` in `{ name }`, `renamed` in `{ name: renamed }`. */
function boundName(pattern: ts.BindingName, field: string): string | undefined {
  const { isIdentifier, isObjectBindingPattern } = load();
  if (!isObjectBindingPattern(pattern) || pattern.elements.some(({ dotDotDotToken }) => dotDotDotToken)) {
    throw new UnknownShapeError(phrase("edit-parameter"));
  }
  const element = pattern.elements.find(({ propertyName, name }) => {
    const from = propertyName ?? name;
    return isIdentifier(from) && from.text === field;
  });
  return element && isIdentifier(element.name) ? element.name.text : undefined;
}

function openParenthesis(source: ts.SourceFile, build: Build): number {
  return source.text.indexOf("(", build.name?.end ?? build.getStart(source));
}

/** In the order formatters keep: built-in modules, packages, parents, siblings. */
function importInsertion(source: ts.SourceFile, { name, from }: { name: string; from: string }): Insertion {
  const { isImportDeclaration, isStringLiteral } = load();
  const imports = source.statements.filter(isImportDeclaration);
  const line = `import { ${name} } from "${from}";`;
  const later = imports.find(
    ({ moduleSpecifier }) => isStringLiteral(moduleSpecifier) && comesBefore(from, moduleSpecifier.text),
  );
  if (later) return { at: later.getStart(source), text: `${line}\n` };
  const last = imports.at(-1);
  if (last) return { at: endOfLine(source.text, last.end), text: `\n${line}` };
  return { at: 0, text: `${line}\n` };
}

function comesBefore(a: string, b: string): boolean {
  const rank = (module: string): number =>
    module.startsWith("node:") ? 0 : module.startsWith("../") ? 2 : module.startsWith("./") ? 3 : 1;
  return rank(a) === rank(b) ? a < b : rank(a) < rank(b);
}

function endOfLine(text: string, offset: number): number {
  const rest = /^[^\r\n]*/.exec(text.slice(offset))?.[0] ?? "";
  // A comment behind the last word belongs to it; code behind it does not.
  return /^[;,]?[ \t]*(?:\/\/.*)?$/.test(rest) ? offset + rest.length : offset;
}

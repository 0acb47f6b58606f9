import { createRequire } from "node:module";
import type typescript from "typescript";
import type { CodeText } from "./code-text.js";
import { mentionsOf } from "./mentions.js";
import { isMereType, mayBeDead } from "./suspect-typescript.js";

type Node = typescript.Node;

const trees = new WeakMap<CodeText, typescript.SourceFile | undefined>();
let compiler: typeof typescript | undefined;

/**
 * Whether code at an offset can never run, told from the syntax tree: a constant condition on an ancestor, a statement
 * behind `return` or `throw`, a function of this file that nothing live names, a mere type.
 *
 * The tree costs a parse and the compiler's loading (0.3 s), so it is asked only where `mayBeDead` has a suspicion.
 */
export function isDeadTypescript(file: CodeText, offset: number): boolean {
  if (isMereType(file, offset)) return true;
  const inMarkup = mayBeMarkup(file, offset);
  if (!inMarkup && !mayBeDead(file, offset)) return false;
  const ts = load();
  const tree = treeOf(file, ts);
  if (!tree) return false;
  const innermost = deepest(tree, offset);
  if (ts.isJsxText(innermost)) return true;
  for (let node = innermost, child: Node | undefined; node; child = node, node = node.parent) {
    if (child && (neverReached(ts, tree, node, child) || isUncalled(ts, file, child))) return true;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
    if (!node.parent) return false;
  }
  return false;
}

/** Between two tags is text, which the lexer takes for code. */
function mayBeMarkup({ jsx, code }: CodeText, offset: number): boolean {
  return jsx && code.lastIndexOf(">", offset) >= 0 && code.indexOf("</", offset) >= 0;
}

function load(): typeof typescript {
  compiler ??= createRequire(import.meta.url)("typescript") as typeof typescript;
  return compiler;
}

/** Undefined where the parser gives up: it recurses, and a hostile file nests deeper than the stack is. */
function treeOf(file: CodeText, ts: typeof typescript): typescript.SourceFile | undefined {
  if (trees.has(file)) return trees.get(file);
  let tree: typescript.SourceFile | undefined;
  try {
    tree = ts.createSourceFile(file.jsx ? "file.tsx" : "file.ts", file.raw, ts.ScriptTarget.Latest, true);
  } catch {
    tree = undefined;
  }
  trees.set(file, tree);
  return tree;
}

function deepest(tree: typescript.SourceFile, offset: number): Node {
  let node: Node = tree;
  for (;;) {
    const inner: Node | undefined = findChild(node, offset, tree);
    if (!inner) return node;
    node = inner;
  }
}

function findChild(node: Node, offset: number, tree: typescript.SourceFile): Node | undefined {
  let found: Node | undefined;
  node.forEachChild((child) => {
    if (!found && child.getStart(tree) <= offset && offset < child.end) found = child;
  });
  return found;
}

/** Whether `parent` never executes `child`. */
function neverReached(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  parent: Node,
  child: Node,
): boolean {
  const truth = (node: typescript.Expression) => truthOf(ts, tree, node, 0);
  if (ts.isIfStatement(parent)) {
    if (child === parent.thenStatement) return truth(parent.expression) === false;
    return child === parent.elseStatement && truth(parent.expression) === true;
  }
  if (ts.isConditionalExpression(parent)) {
    if (child === parent.whenTrue) return truth(parent.condition) === false;
    return child === parent.whenFalse && truth(parent.condition) === true;
  }
  if (ts.isBinaryExpression(parent) && child === parent.right) {
    const { kind } = parent.operatorToken;
    if (kind === ts.SyntaxKind.AmpersandAmpersandToken) return truth(parent.left) === false;
    if (kind === ts.SyntaxKind.BarBarToken) return truth(parent.left) === true;
    if (kind !== ts.SyntaxKind.QuestionQuestionToken) return false;
    const left = constantValue(ts, tree, parent.left, 0);
    return left !== unknown && left !== undefined && left !== null;
  }
  if (ts.isWhileStatement(parent)) return child === parent.statement && truth(parent.expression) === false;
  if (ts.isForOfStatement(parent)) return child === parent.statement && isEmptyList(ts, parent.expression);
  if (ts.isCallExpression(parent) && ts.isPropertyAccessExpression(parent.expression))
    return child !== parent.expression && isEmptyList(ts, parent.expression.expression);
  if (ts.isCaseClause(child) && ts.isCaseBlock(parent)) return isOtherCase(ts, tree, parent, child);
  if (ts.isForStatement(parent) && parent.condition) {
    return (child === parent.statement || child === parent.incrementor) && truth(parent.condition) === false;
  }
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) {
    if (ts.isFunctionDeclaration(child) || ts.isClassDeclaration(child)) return false;
    const before = parent.statements.slice(0, parent.statements.indexOf(child as typescript.Statement));
    return before.some((statement) => jumps(ts, tree, statement));
  }
  return false;
}

function isEmptyList(ts: typeof typescript, node: typescript.Expression): boolean {
  return ts.isArrayLiteralExpression(node) && node.elements.length === 0;
}

/** A case of a constant `switch` that is for another value, and that none before it falls through to. */
function isOtherCase(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  block: typescript.CaseBlock,
  clause: typescript.CaseClause,
): boolean {
  const value = constantValue(ts, tree, block.parent.expression, 0);
  if (value === unknown) return false;
  const isOther = (one: typescript.CaseOrDefaultClause): boolean => {
    const wanted = ts.isCaseClause(one) ? constantValue(ts, tree, one.expression, 0) : unknown;
    return wanted !== unknown && wanted !== value;
  };
  return block.clauses.slice(0, block.clauses.indexOf(clause) + 1).every(isOther);
}

/** Whether nothing behind a statement runs. */
function jumps(ts: typeof typescript, tree: typescript.SourceFile, statement: typescript.Statement): boolean {
  if (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    ts.isContinueStatement(statement)
  ) {
    return true;
  }
  if (ts.isBlock(statement)) return statement.statements.some((inner) => jumps(ts, tree, inner));
  if (ts.isLabeledStatement(statement)) return false;
  if (ts.isTryStatement(statement)) return tryJumps(ts, tree, statement);
  if (ts.isWhileStatement(statement) || ts.isDoStatement(statement) || ts.isForStatement(statement))
    return isEndless(ts, tree, statement);
  if (ts.isExpressionStatement(statement))
    return /^process\s*\.\s*exit\s*\(/.test(statement.expression.getText(tree));
  if (ts.isSwitchStatement(statement)) return everyCaseLeaves(ts, tree, statement);
  if (!ts.isIfStatement(statement)) return false;
  const truth = truthOf(ts, tree, statement.expression, 0);
  const thenJumps = jumps(ts, tree, statement.thenStatement);
  const elseJumps = statement.elseStatement ? jumps(ts, tree, statement.elseStatement) : false;
  if (truth === true) return thenJumps;
  return truth === false ? elseJumps : thenJumps && elseJumps;
}

/** A `switch` with a default, each of whose ways ends in `return` or `throw`. */
function everyCaseLeaves(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  { caseBlock: { clauses } }: typescript.SwitchStatement,
): boolean {
  const breaks = (node: Node): boolean =>
    ts.isBreakStatement(node) || (!ts.isFunctionLike(node) && (node.forEachChild(breaks) ?? false));
  const last = clauses.at(-1);
  return (
    clauses.some(ts.isDefaultClause) &&
    !clauses.some(breaks) &&
    (last?.statements.some((inner) => jumps(ts, tree, inner)) ?? false)
  );
}

function tryJumps(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  { tryBlock, catchClause, finallyBlock }: typescript.TryStatement,
): boolean {
  if (finallyBlock && jumps(ts, tree, finallyBlock)) return true;
  return jumps(ts, tree, tryBlock) && (!catchClause || jumps(ts, tree, catchClause.block));
}

/** `while (true)` and `for (;;)` without a way out but leaving the function. */
function isEndless(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  loop: typescript.WhileStatement | typescript.DoStatement | typescript.ForStatement,
): boolean {
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  if (condition && truthOf(ts, tree, condition, 0) !== true) return false;
  const breaks = (node: Node): boolean =>
    ts.isBreakStatement(node) || (!ts.isFunctionLike(node) && (node.forEachChild(breaks) ?? false));
  return !breaks(loop.statement);
}

/** The truth of an expression that reading tells; names are followed to `const` declarations of the same file. */
function truthOf(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  node: typescript.Expression,
  depth: number,
): boolean | undefined {
  const value = constantValue(ts, tree, node, depth);
  return value === unknown ? undefined : Boolean(value);
}

const unknown = Symbol("unknown");

function constantValue(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  node: typescript.Expression,
  depth: number,
): unknown {
  if (depth > 20) return unknown;
  const inner = (part: typescript.Expression) => constantValue(ts, tree, part, depth + 1);
  if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node) || ts.isNonNullExpression(node)) {
    return inner(node.expression);
  }
  if (ts.isSatisfiesExpression(node) || ts.isTypeAssertionExpression(node)) return inner(node.expression);
  if (ts.isBigIntLiteral(node)) return BigInt(node.text.slice(0, -1));
  if (ts.isTypeOfExpression(node)) {
    const value = inner(node.expression);
    return value === unknown ? unknown : typeof value;
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === "Boolean") {
    const [argument] = node.arguments;
    const value = argument ? inner(argument) : undefined;
    return value === unknown ? unknown : Boolean(value);
  }
  if (ts.isPropertyAccessExpression(node) && ts.isIdentifier(node.expression))
    return memberOf(ts, tree, node.expression.text, node.name.text, depth);
  if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
  if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
  if (node.kind === ts.SyntaxKind.NullKeyword || ts.isVoidExpression(node)) return undefined;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isIdentifier(node)) {
    if (node.text === "undefined") return undefined;
    return node.text === "NaN" ? Number.NaN : constantOf(ts, tree, node.text, depth);
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const value = inner(node.operand);
    if (value === unknown) return unknown;
    if (node.operator === ts.SyntaxKind.ExclamationToken) return !value;
    return node.operator === ts.SyntaxKind.MinusToken ? -Number(value) : unknown;
  }
  if (!ts.isBinaryExpression(node)) return unknown;
  return binaryValue(ts, node.operatorToken.kind, inner(node.left), inner(node.right));
}

function binaryValue(
  ts: typeof typescript,
  operator: typescript.SyntaxKind,
  left: unknown,
  right: unknown,
): unknown {
  const kinds = ts.SyntaxKind;
  if (operator === kinds.AmpersandAmpersandToken) {
    if (left !== unknown && !left) return left;
    if (right !== unknown && !right) return right;
    return left === unknown ? unknown : right;
  }
  if (operator === kinds.BarBarToken) {
    if (left !== unknown && left) return left;
    if (right !== unknown && right) return right;
    return left === unknown ? unknown : right;
  }
  if (left === unknown || right === unknown) return unknown;
  if (operator === kinds.EqualsEqualsEqualsToken || operator === kinds.EqualsEqualsToken)
    return left === right;
  if (operator === kinds.ExclamationEqualsEqualsToken || operator === kinds.ExclamationEqualsToken)
    return left !== right;
  if (typeof left !== "number" || typeof right !== "number") return unknown;
  if (operator === kinds.LessThanToken) return left < right;
  if (operator === kinds.GreaterThanToken) return left > right;
  if (operator === kinds.LessThanEqualsToken) return left <= right;
  return operator === kinds.GreaterThanEqualsToken ? left >= right : unknown;
}

/** The value of a name that has exactly one declaration in the file, which nothing assigns again. */
function constantOf(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  name: string,
  depth: number,
): unknown {
  const initializer = onlyValueOf(ts, tree, name);
  return initializer ? constantValue(ts, tree, initializer, depth + 1) : unknown;
}

/** `flags.breaker` of `const flags = { breaker: false }`, whose members nothing assigns. */
function memberOf(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  name: string,
  member: string,
  depth: number,
): unknown {
  let value = onlyValueOf(ts, tree, name);
  if (value && (ts.isAsExpression(value) || ts.isSatisfiesExpression(value))) value = value.expression;
  if (!value || !ts.isObjectLiteralExpression(value)) return unknown;
  const safeName = name.replaceAll("$", "\\$");
  // handed on or assigned to, it may be another by the time it is asked
  if (
    new RegExp(
      `(?<![\\w$.])${safeName}(?!\\s*\\.\\s*[\\w$]+\\s*(?!\\s|=(?!=)|[-+*/|&?]+=|\\+\\+|--))(?![\\w$]|\\s*(?::[^=;]*)?=\\s*\\{)`,
    ).test(tree.text)
  )
    return unknown;
  const own = value.properties.filter(
    (property) => property.name && ts.isIdentifier(property.name) && property.name.text === member,
  );
  const [only] = own;
  if (own.length !== 1 || !only || value.properties.some(ts.isSpreadAssignment)) return unknown;
  return ts.isPropertyAssignment(only) ? constantValue(ts, tree, only.initializer, depth + 1) : unknown;
}

function onlyValueOf(
  ts: typeof typescript,
  tree: typescript.SourceFile,
  name: string,
): typescript.Expression | undefined {
  const declared: typescript.VariableDeclaration[] = [];
  let others = 0;
  const isIt = (node: Node): boolean => ts.isIdentifier(node) && node.text === name;
  const visit = (node: Node): void => {
    if (ts.isVariableDeclaration(node) && isIt(node.name)) declared.push(node);
    else if ((ts.isParameter(node) || ts.isBindingElement(node)) && isIt(node.name)) others += 1;
    else if (ts.isBinaryExpression(node) && isIt(node.left) && isAssignment(ts, node)) others += 1;
    else if ((ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) && isIt(node.operand))
      others += node.operator === ts.SyntaxKind.ExclamationToken ? 0 : 1;
    node.forEachChild(visit);
  };
  visit(tree);
  const [only] = declared;
  if (declared.length !== 1 || others > 0 || !only?.initializer) return undefined;
  const isConst = (only.parent.flags & ts.NodeFlags.Const) !== 0;
  const isExported = ts.isVariableStatement(only.parent.parent) && only.parent.parent.modifiers !== undefined;
  // destructuring and loops assign without an `=` to look for
  const text = isConst || isExported ? "" : tree.text;
  const reassigned = new RegExp(
    `[\\[{,]\\s*${name.replaceAll("$", "\\$")}\\s*[,\\]}=]|\\bfor\\b[^;{]*\\b${name.replaceAll("$", "\\$")}\\s+(?:of|in)\\b`,
  );
  return (isConst || !isExported) && !reassigned.test(text) ? only.initializer : undefined;
}

function isAssignment(
  ts: typeof typescript,
  { operatorToken: { kind } }: typescript.BinaryExpression,
): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

const asked = new WeakMap<CodeText, Set<string>>();

/** A function or class, not exported, that nothing live names but itself. */
function isUncalled(ts: typeof typescript, file: CodeText, node: Node): boolean {
  const name = localFunctionName(ts, node);
  if (!name) return false;
  const asking = asked.get(file) ?? new Set();
  asked.set(file, asking);
  if (asking.has(name)) return true; // a circle of functions is alive only if something outside calls in
  asking.add(name);
  try {
    return mentionsOf(file.code, name)
      .filter((at) => at < node.pos || at >= node.end)
      .every((at) => file.isDead(at));
  } finally {
    asking.delete(name);
  }
}

function localFunctionName(ts: typeof typescript, node: Node): string | undefined {
  const exported = (owner: typescript.HasModifiers) =>
    ts.getModifiers(owner)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node))
    return exported(node) ? undefined : node.name?.text;
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
    const isFunction = ts.isArrowFunction(node.initializer) || ts.isFunctionExpression(node.initializer);
    const statement = node.parent.parent;
    if (!isFunction || (ts.isVariableStatement(statement) && exported(statement))) return undefined;
    return node.name.text;
  }
  if (!ts.isMethodDeclaration(node)) return undefined;
  if (ts.isPrivateIdentifier(node.name)) return node.name.text;
  const isPrivate = ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) ?? false;
  return isPrivate && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

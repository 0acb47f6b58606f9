import { createRequire } from "node:module";
import type typescript from "typescript";
import type { CodeText } from "./code-text.js";
import { mentionsOf } from "./mentions.js";
import { isMereType, mayBeDead } from "./suspect-typescript.js";
import { type Facts, unknown, Values } from "./typescript-values.js";

type Node = typescript.Node;
type Ts = typeof typescript;

interface Parsed {
  readonly tree: typescript.SourceFile;
  readonly values: Values;
}

const trees = new WeakMap<CodeText, Parsed | undefined>();
let compiler: Ts | undefined;

/** A condition and what it must be for what stands behind it to run. */
interface Guard {
  readonly condition: typescript.Expression;
  readonly truth: boolean;
  /** What holds besides when it is asked: the first value of a loop's counter. */
  readonly facts?: Facts;
}

/**
 * Whether code at an offset can never run, told from the syntax tree: a condition on an ancestor that does not hold, a statement
 * behind `return` or `throw`, a function of this file that nothing live names, a mere type.
 *
 * The tree costs a parse and the compiler's loading (0.3 s), so it is asked only where `mayBeDead` has a suspicion.
 */
export function isDeadTypescript(file: CodeText, offset: number): boolean {
  if (isMereType(file, offset)) return true;
  const inMarkup = mayBeMarkup(file, offset);
  if (!inMarkup && !mayBeDead(file, offset)) return false;
  const ts = load();
  const parsed = treeOf(file, ts);
  if (!parsed) return false;
  const innermost = deepest(parsed.tree, offset);
  if (ts.isJsxText(innermost)) return true;
  const guards: Guard[] = [];
  for (let node = innermost, child: Node | undefined; node; child = node, node = node.parent) {
    if (child) {
      if (neverReached(ts, parsed, node, child) || isUncalled(ts, file, parsed.tree, node, child))
        return true;
      const guard = guardOf(ts, parsed, node, child);
      if (guard) guards.unshift(guard);
    }
    if (isOnlyType(ts, node)) return true;
    if (!node.parent) break;
  }
  return contradict(parsed.values, guards);
}

/** Whether what must hold cannot: a constant that is otherwise, a condition and its opposite. */
function contradict(values: Values, guards: readonly Guard[]): boolean {
  let facts: Facts = new Map();
  for (const { condition, truth, facts: more } of guards) {
    const value = values.truthOf(condition, more ? new Map([...facts, ...more]) : facts);
    if (value !== undefined && value !== truth) return true;
    facts = new Map(
      [...values.assume(condition, truth, facts)].filter(([key]) => !key.includes(".")), // members may change on the way
    );
  }
  return false;
}

/** Types, and what is declared without a body: nothing of it is there when the program runs. */
function isOnlyType(ts: Ts, node: Node): boolean {
  if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return true;
  if (ts.isExpressionWithTypeArguments(node))
    return ts.isHeritageClause(node.parent) && node.parent.token === ts.SyntaxKind.ImplementsKeyword;
  if (ts.isTypeNode(node)) return true;
  if (ts.isFunctionLike(node) && !("body" in node && node.body) && !ts.isFunctionTypeNode(node)) return true;
  return (
    ts.canHaveModifiers(node) &&
    (ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword) ?? false)
  );
}

/** Between two tags is text, which the lexer takes for code. */
function mayBeMarkup({ jsx, code }: CodeText, offset: number): boolean {
  return jsx && code.lastIndexOf(">", offset) >= 0 && code.indexOf("</", offset) >= 0;
}

function load(): Ts {
  compiler ??= createRequire(import.meta.url)("typescript") as Ts;
  return compiler;
}

/** Undefined where the parser gives up: it recurses, and a hostile file nests deeper than the stack is. */
function treeOf(file: CodeText, ts: Ts): Parsed | undefined {
  if (trees.has(file)) return trees.get(file);
  let tree: typescript.SourceFile | undefined;
  try {
    tree = ts.createSourceFile(file.jsx ? "file.tsx" : "file.ts", file.raw, ts.ScriptTarget.Latest, true);
  } catch {
    tree = undefined;
  }
  const parsed = tree && { tree, values: new Values(ts, tree, file.foreign) };
  trees.set(file, parsed);
  return parsed;
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

/** What must hold for `parent` to execute `child`. */
function guardOf(ts: Ts, { values }: Parsed, parent: Node, child: Node): Guard | undefined {
  if (ts.isIfStatement(parent) && child !== parent.expression)
    return { condition: parent.expression, truth: child === parent.thenStatement };
  if (ts.isConditionalExpression(parent) && (child === parent.whenTrue || child === parent.whenFalse))
    return { condition: parent.condition, truth: child === parent.whenTrue };
  if (ts.isWhileStatement(parent) && child === parent.statement)
    return { condition: parent.expression, truth: true };
  if (
    ts.isForStatement(parent) &&
    parent.condition &&
    (child === parent.statement || child === parent.incrementor)
  ) {
    const facts = firstValues(ts, values, parent.initializer);
    return { condition: parent.condition, truth: true, ...(facts && { facts }) };
  }
  if (!ts.isBinaryExpression(parent) || child !== parent.right) return undefined;
  const { kind } = parent.operatorToken;
  const kinds = ts.SyntaxKind;
  if (kind === kinds.AmpersandAmpersandToken || kind === kinds.AmpersandAmpersandEqualsToken)
    return { condition: parent.left, truth: true };
  if (kind === kinds.BarBarToken || kind === kinds.BarBarEqualsToken)
    return { condition: parent.left, truth: false };
  return undefined;
}

/** What the counters of a loop begin with. */
function firstValues(
  ts: Ts,
  values: Values,
  initializer: typescript.ForInitializer | undefined,
): Facts | undefined {
  if (!initializer || !ts.isVariableDeclarationList(initializer)) return undefined;
  const facts = new Map<string, unknown>();
  for (const { name, initializer: first } of initializer.declarations) {
    const value = first && ts.isIdentifier(name) ? values.valueOf(first) : unknown;
    if (value !== unknown && ts.isIdentifier(name)) facts.set(name.text, value);
  }
  return facts;
}

const callback = /^(?:forEach|map|flatMap|filter|some|every|find\w*|reduce\w*)$/;

/** Whether `parent` never executes `child`, whatever its conditions say. */
function neverReached(ts: Ts, parsed: Parsed, parent: Node, child: Node): boolean {
  const { values } = parsed;
  if (ts.isBinaryExpression(parent) && child === parent.right) {
    const { kind } = parent.operatorToken;
    if (kind !== ts.SyntaxKind.QuestionQuestionToken && kind !== ts.SyntaxKind.QuestionQuestionEqualsToken)
      return false;
    const left = values.valueOf(parent.left);
    return left !== unknown && left !== undefined && left !== null;
  }
  if (ts.isForOfStatement(parent)) return child === parent.statement && values.isEmptyList(parent.expression);
  if (ts.isForInStatement(parent))
    return child === parent.statement && values.isEmptyObject(parent.expression);
  if (isOnNothing(ts, values, parent, child)) return true;
  if (
    ts.isCallExpression(parent) &&
    ts.isPropertyAccessExpression(parent.expression) &&
    child !== parent.expression
  )
    return callback.test(parent.expression.name.text) && values.isEmptyList(parent.expression.expression);
  if (ts.isCaseOrDefaultClause(child) && ts.isCaseBlock(parent))
    return isOtherCase(ts, values, parent, child);
  if (ts.isTryStatement(parent))
    return child === parent.catchClause && parent.tryBlock.statements.length === 0;
  if (ts.isBlock(parent) || ts.isSourceFile(parent) || ts.isCaseOrDefaultClause(parent)) {
    if (ts.isFunctionDeclaration(child) || ts.isClassDeclaration(child)) return false;
    const before = parent.statements.slice(0, parent.statements.indexOf(child as typescript.Statement));
    return before.some((statement) => jumps(ts, parsed, statement));
  }
  return false;
}

/** What is handed to a call in a chain on null or undefined: `null?.use(…)`. */
function isOnNothing(ts: Ts, values: Values, parent: Node, child: Node): boolean {
  if (!ts.isCallExpression(parent) && !ts.isElementAccessExpression(parent)) return false;
  if (child === parent.expression) return false;
  for (let link: Node = parent; ; ) {
    if (
      !ts.isCallExpression(link) &&
      !ts.isElementAccessExpression(link) &&
      !ts.isPropertyAccessExpression(link)
    )
      return false;
    if (link.questionDotToken) {
      const value = values.valueOf(link.expression);
      if (value === undefined || value === null) return true;
    }
    link = link.expression;
  }
}

/** A case of a constant `switch` that is for another value, and that none before it falls through to. */
function isOtherCase(
  ts: Ts,
  values: Values,
  block: typescript.CaseBlock,
  clause: typescript.CaseOrDefaultClause,
): boolean {
  const value = values.valueOf(block.parent.expression);
  const wanted = block.clauses.map((one) =>
    ts.isCaseClause(one) ? values.valueOf(one.expression) : unknown,
  );
  const index = block.clauses.indexOf(clause);
  if (Number.isNaN(wanted[index])) return !block.clauses.slice(0, index).some((one) => !leaves(ts, one));
  if (value === unknown || typeof value === "object") return false;
  const taken = wanted.indexOf(value);
  const isBefore = wanted
    .slice(0, taken < 0 ? undefined : taken)
    .every((one, at) => one !== unknown || block.clauses[at]?.kind === ts.SyntaxKind.DefaultClause);
  if (!isBefore) return false;
  const start = taken >= 0 ? taken : block.clauses.findIndex(ts.isDefaultClause);
  if (start < 0) return true;
  return index < start || block.clauses.slice(start, index).some((one) => leaves(ts, one));
}

/** Whether a clause does not fall through to the next. */
function leaves(ts: Ts, { statements }: typescript.CaseOrDefaultClause): boolean {
  const isLeaving = (one: typescript.Statement): boolean =>
    ts.isBreakStatement(one) ||
    ts.isReturnStatement(one) ||
    ts.isThrowStatement(one) ||
    ts.isContinueStatement(one) ||
    (ts.isBlock(one) && one.statements.some(isLeaving));
  return statements.some(isLeaving);
}

/** Whether nothing behind a statement runs. */
function jumps(ts: Ts, parsed: Parsed, statement: typescript.Statement): boolean {
  if (
    ts.isReturnStatement(statement) ||
    ts.isThrowStatement(statement) ||
    ts.isBreakStatement(statement) ||
    ts.isContinueStatement(statement)
  ) {
    return true;
  }
  if (ts.isBlock(statement)) return statement.statements.some((inner) => jumps(ts, parsed, inner));
  if (ts.isLabeledStatement(statement)) return false;
  if (ts.isTryStatement(statement)) return tryJumps(ts, parsed, statement);
  if (ts.isWhileStatement(statement) || ts.isDoStatement(statement) || ts.isForStatement(statement))
    return isEndless(ts, parsed, statement);
  if (ts.isExpressionStatement(statement)) return neverComesBack(ts, parsed, statement.expression);
  if (ts.isSwitchStatement(statement)) return everyCaseLeaves(ts, parsed, statement);
  if (!ts.isIfStatement(statement)) return false;
  const truth = parsed.values.truthOf(statement.expression);
  const thenJumps = jumps(ts, parsed, statement.thenStatement);
  const elseJumps = statement.elseStatement ? jumps(ts, parsed, statement.elseStatement) : false;
  if (truth === true) return thenJumps;
  return truth === false ? elseJumps : thenJumps && elseJumps;
}

/** `process.exit()`, a promise that nothing settles, a function of the file that always throws. */
function neverComesBack(ts: Ts, { tree, values }: Parsed, node: typescript.Expression): boolean {
  if (ts.isAwaitExpression(node)) {
    const made = node.expression;
    if (!ts.isNewExpression(made)) return neverComesBack(ts, { tree, values }, made);
    const [run] = made.arguments ?? [];
    return (
      made.expression.getText(tree) === "Promise" &&
      run !== undefined &&
      ts.isArrowFunction(run) &&
      ts.isBlock(run.body) &&
      run.body.statements.length === 0
    );
  }
  if (!ts.isCallExpression(node)) return false;
  if (/^process\s*\.\s*(?:exit|abort)$/.test(node.expression.getText(tree))) return true;
  if (!ts.isIdentifier(node.expression)) return false;
  const use = values.index.names.get(node.expression.text);
  const [called] = use?.functions ?? [];
  if (!use || !called || use.functions.length !== 1 || use.others > 0 || called.asteriskToken) return false;
  const [first] = called.body?.statements ?? [];
  return (
    called.type?.kind === ts.SyntaxKind.NeverKeyword || (first !== undefined && ts.isThrowStatement(first))
  );
}

/** A `switch` with a default, each of whose ways ends in `return` or `throw`. */
function everyCaseLeaves(
  ts: Ts,
  parsed: Parsed,
  { caseBlock: { clauses } }: typescript.SwitchStatement,
): boolean {
  const breaks = (node: Node): boolean =>
    ts.isBreakStatement(node) || (!ts.isFunctionLike(node) && (node.forEachChild(breaks) ?? false));
  const last = clauses.at(-1);
  return (
    clauses.some(ts.isDefaultClause) &&
    !clauses.some(breaks) &&
    (last?.statements.some((inner) => jumps(ts, parsed, inner)) ?? false)
  );
}

function tryJumps(
  ts: Ts,
  parsed: Parsed,
  { tryBlock, catchClause, finallyBlock }: typescript.TryStatement,
): boolean {
  if (finallyBlock && jumps(ts, parsed, finallyBlock)) return true;
  return jumps(ts, parsed, tryBlock) && (!catchClause || jumps(ts, parsed, catchClause.block));
}

/** `while (true)` and `for (;;)` without a way out but leaving the function. */
function isEndless(
  ts: Ts,
  { values }: Parsed,
  loop: typescript.WhileStatement | typescript.DoStatement | typescript.ForStatement,
): boolean {
  const condition = ts.isForStatement(loop) ? loop.condition : loop.expression;
  if (condition && values.truthOf(condition) !== true) return false;
  const breaks = (node: Node): boolean =>
    ts.isBreakStatement(node) || (!ts.isFunctionLike(node) && (node.forEachChild(breaks) ?? false));
  return !breaks(loop.statement);
}

const asked = new WeakMap<CodeText, Set<string>>();

/** A function or class, not exported, that nothing live names but itself; a lambda that stands alone. */
function isUncalled(ts: Ts, file: CodeText, tree: typescript.SourceFile, parent: Node, node: Node): boolean {
  if (isThrownAway(ts, parent, node)) return true;
  const name = localFunctionName(ts, node);
  if (!name) return false;
  const asking = asked.get(file) ?? new Set();
  asked.set(file, asking);
  if (asking.has(name)) return true; // a circle of functions is alive only if something outside calls in
  asking.add(name);
  try {
    return mentionsOf(file.code, name)
      .filter((at) => at < node.pos || at >= node.end)
      .every((at) => isInType(ts, tree, at) || file.isDead(at));
  } finally {
    asking.delete(name);
  }
}

function isInType(ts: Ts, tree: typescript.SourceFile, offset: number): boolean {
  for (let node = deepest(tree, offset); node?.parent; node = node.parent)
    if (isOnlyType(ts, node)) return true;
  return false;
}

/** `() => …;` and `void (() => …);` as statements. */
function isThrownAway(ts: Ts, parent: Node, node: Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  let outer = parent;
  while (ts.isParenthesizedExpression(outer) || ts.isVoidExpression(outer)) outer = outer.parent;
  return ts.isExpressionStatement(outer);
}

function localFunctionName(ts: Ts, node: Node): string | undefined {
  const has = (owner: typescript.HasModifiers, wanted: typescript.SyntaxKind) =>
    ts.getModifiers(owner)?.some(({ kind }) => kind === wanted) ?? false;
  const exported = (owner: typescript.HasModifiers) => has(owner, ts.SyntaxKind.ExportKeyword);
  if (ts.isFunctionDeclaration(node)) return exported(node) ? undefined : node.name?.text;
  if (ts.isClassDeclaration(node))
    return exported(node) || ts.getDecorators(node) ? undefined : node.name?.text;
  if (ts.isVariableDeclaration(node) && node.initializer && ts.isIdentifier(node.name)) {
    const statement = node.parent.parent;
    if (!isOfFunctions(ts, node.initializer) || (ts.isVariableStatement(statement) && exported(statement)))
      return undefined;
    return node.name.text;
  }
  const isMember =
    ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) ||
    (ts.isPropertyDeclaration(node) && node.initializer !== undefined && isOfFunctions(ts, node.initializer));
  if (!isMember || ts.getDecorators(node)) return undefined;
  if (ts.isPrivateIdentifier(node.name)) return node.name.text;
  return has(node, ts.SyntaxKind.PrivateKeyword) && ts.isIdentifier(node.name) ? node.name.text : undefined;
}

/** A function, a class, or an object or a list with nothing but such and constants in it: to make it does nothing. */
function isOfFunctions(ts: Ts, node: typescript.Expression): boolean {
  if (ts.isArrowFunction(node) || ts.isFunctionExpression(node) || ts.isClassExpression(node)) return true;
  if (ts.isAsExpression(node) || ts.isSatisfiesExpression(node) || ts.isParenthesizedExpression(node))
    return isOfFunctions(ts, node.expression);
  const isPassive = (part: typescript.Expression): boolean =>
    isOfFunctions(ts, part) || ts.isLiteralExpression(part) || ts.isIdentifier(part);
  if (ts.isArrayLiteralExpression(node)) return node.elements.length > 0 && node.elements.every(isPassive);
  if (!ts.isObjectLiteralExpression(node)) return false;
  return node.properties.every(
    (one) =>
      ts.isMethodDeclaration(one) ||
      ts.isAccessor(one) ||
      ts.isShorthandPropertyAssignment(one) ||
      (ts.isPropertyAssignment(one) && isPassive(one.initializer)),
  );
}

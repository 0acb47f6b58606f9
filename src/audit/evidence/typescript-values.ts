import type typescript from "typescript";
import type { ForeignConstants } from "./foreign-names.js";
import { type Assignment, indexTree, type NameUse, type TreeIndex } from "./typescript-index.js";

type Node = typescript.Node;
type Ts = typeof typescript;
type Expression = typescript.Expression;

/** What reading does not tell. */
export const unknown = Symbol("unknown");

/** Some value that holds in no condition. */
const falsy = Symbol("falsy");

function truth(value: unknown): boolean | undefined {
  if (value === unknown) return undefined;
  return value !== falsy && Boolean(value);
}

/** Of which no more is known than whether it holds. */
function isOpaque(value: unknown): boolean {
  return value === unknown || value === falsy || value instanceof Thing;
}

/** An object, a list, a function: it holds in every condition. */
class Thing {
  readonly node: Node;
  readonly frozen: boolean;

  constructor(node: Node, frozen = false) {
    this.node = node;
    this.frozen = frozen;
  }
}

/** What is known to hold where an expression stands: values of names, of members and of `typeof`, by how they are written. */
export type Facts = ReadonlyMap<string, unknown>;
const noFacts: Facts = new Map();
const maxDepth = 30;
const wrapping = /^(?:Object\s*\.\s*(?:freeze|seal))$/;
const reading =
  /^(?:length|map|flatMap|forEach|filter|some|every|includes|find|findIndex|findLast|reduce|join|at|indexOf|entries|keys|values|size|has|get|slice|concat)$/;

/** Computes what reading tells of the expressions of one file; names are followed to their only value. */
export class Values {
  readonly #ts: Ts;
  readonly #tree: typescript.SourceFile;
  readonly #foreign: ForeignConstants;
  readonly #known = new Map<Node, unknown>();
  #index: TreeIndex | undefined;

  /** @param foreign what imported names stand for */
  constructor(ts: Ts, tree: typescript.SourceFile, foreign: ForeignConstants) {
    this.#ts = ts;
    this.#tree = tree;
    this.#foreign = foreign;
  }

  get index(): TreeIndex {
    this.#index ??= indexTree(this.#ts, this.#tree);
    return this.#index;
  }

  /** Whether a condition holds; undefined where it depends on what reading does not tell. */
  truthOf(node: Expression, facts: Facts = noFacts): boolean | undefined {
    return truth(this.valueOf(node, facts));
  }

  valueOf(node: Expression, facts: Facts = noFacts, depth = 0): unknown {
    if (depth > maxDepth) return unknown;
    const ts = this.#ts;
    const inner = (part: Expression) => this.valueOf(part, facts, depth + 1);
    if (
      ts.isParenthesizedExpression(node) ||
      ts.isAsExpression(node) ||
      ts.isNonNullExpression(node) ||
      ts.isSatisfiesExpression(node) ||
      ts.isTypeAssertionExpression(node)
    )
      return inner(node.expression);
    const literal = this.#literal(node);
    if (literal !== unknown) return literal;
    if (this.#foreign.size > 0 && this.#isForeign(node)) return this.#foreign.get(this.#written(node));
    if (ts.isTemplateExpression(node)) return this.#template(node, inner);
    if (ts.isVoidExpression(node)) return undefined;
    if (ts.isTypeOfExpression(node)) return this.#typeOf(node, facts, inner);
    if (ts.isIdentifier(node)) {
      if (facts.has(node.text)) return facts.get(node.text);
      return this.#named(node.text, depth);
    }
    if (ts.isPrefixUnaryExpression(node)) return this.#unary(node.operator, inner(node.operand));
    if (ts.isBinaryExpression(node)) return this.#binary(node, facts, depth);
    if (ts.isConditionalExpression(node)) {
      const condition = truth(inner(node.condition));
      return condition === undefined ? unknown : inner(condition ? node.whenTrue : node.whenFalse);
    }
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) {
      const fact = facts.get(node.getText(this.#tree));
      return fact === undefined ? this.#member(node, depth, inner) : fact;
    }
    return ts.isCallExpression(node) ? this.#call(node, depth, inner) : unknown;
  }

  /** Whether a name, a member or a call stands for a constant of another file: its root means what is imported and nothing else. */
  #isForeign(node: Expression): boolean {
    const ts = this.#ts;
    if (!this.#foreign.has(this.#written(node))) return false;
    let root: Expression = node;
    while (ts.isPropertyAccessExpression(root) || ts.isCallExpression(root)) root = root.expression;
    return ts.isIdentifier(root) && this.isSettled(root.text);
  }

  #written(node: Expression): string {
    return node.getText(this.#tree).replace(/[\s?]/g, "");
  }

  /** What more is known where a condition is true, or where it is false. Names that the file assigns tell nothing. */
  assume(node: Expression, isTrue: boolean, facts: Facts): Facts {
    const ts = this.#ts;
    const kinds = ts.SyntaxKind;
    if (ts.isParenthesizedExpression(node)) return this.assume(node.expression, isTrue, facts);
    if (ts.isPrefixUnaryExpression(node) && node.operator === kinds.ExclamationToken)
      return this.assume(node.operand, !isTrue, facts);
    if (!ts.isBinaryExpression(node)) return this.#assumeTruth(node, isTrue, facts);
    const operator = node.operatorToken.kind;
    if (operator === (isTrue ? kinds.AmpersandAmpersandToken : kinds.BarBarToken))
      return this.assume(node.right, isTrue, this.assume(node.left, isTrue, facts));
    const isEqual =
      operator === (isTrue ? kinds.EqualsEqualsEqualsToken : kinds.ExclamationEqualsEqualsToken);
    const value = isEqual ? this.valueOf(node.right, facts) : unknown;
    const key = isEqual ? this.#key(node.left) : undefined;
    return key === undefined || value === unknown ? facts : new Map([...facts, [key, value]]);
  }

  /** A condition that holds need not be `true`, and one that does not need not be `false`: only its negation is told by that. */
  #assumeTruth(node: Expression, isTrue: boolean, facts: Facts): Facts {
    const key = this.#ts.isTypeOfExpression(node) ? undefined : this.#key(node);
    return key === undefined || facts.has(key)
      ? facts
      : new Map([...facts, [key, isTrue ? new Thing(node) : falsy]]);
  }

  /** How a name, a member or a `typeof` whose value cannot change is written. */
  #key(node: Expression): string | undefined {
    const ts = this.#ts;
    if (ts.isTypeOfExpression(node)) {
      const inner = this.#key(node.expression);
      return inner === undefined ? undefined : `typeof ${inner}`;
    }
    let root: Expression = node;
    while (ts.isPropertyAccessExpression(root)) root = root.expression;
    if (!ts.isIdentifier(root) || !this.isSettled(root.text)) return undefined;
    return node.getText(this.#tree);
  }

  /** Whether a name means one thing in the whole file, and nothing assigns it. */
  isSettled(name: string): boolean {
    const use = this.index.names.get(name);
    if (!use || use.assigned.length > 0) return false;
    return use.others + use.variables.length + use.bindings.length + use.functions.length < 2;
  }

  /** Whether a loop or a callback over a list never runs. */
  isEmptyList(node: Expression): boolean {
    const ts = this.#ts;
    const value = this.valueOf(node);
    if (value instanceof Thing && !value.frozen && !this.#isUntouched(node)) return false;
    const list = value instanceof Thing ? value.node : node;
    if (ts.isArrayLiteralExpression(list)) return list.elements.length === 0;
    if (ts.isNewExpression(list))
      return (
        /^(?:Set|Map|Array)$/.test(list.expression.getText(this.#tree)) && (list.arguments?.length ?? 0) === 0
      );
    if (
      ts.isCallExpression(list) &&
      /^Object\s*\.\s*(?:keys|values|entries)$/.test(list.expression.getText(this.#tree))
    ) {
      const [of] = list.arguments;
      const object = of && this.valueOf(of);
      return (
        object instanceof Thing &&
        ts.isObjectLiteralExpression(object.node) &&
        object.node.properties.length === 0
      );
    }
    return false;
  }

  /** Whether `for (… in node)` never runs. */
  isEmptyObject(node: Expression): boolean {
    const value = this.valueOf(node);
    return (
      value instanceof Thing &&
      (value.frozen || this.#isUntouched(node)) &&
      this.#ts.isObjectLiteralExpression(value.node) &&
      value.node.properties.length === 0
    );
  }

  #literal(node: Expression): unknown {
    const ts = this.#ts;
    if (node.kind === ts.SyntaxKind.TrueKeyword) return true;
    if (node.kind === ts.SyntaxKind.FalseKeyword) return false;
    if (node.kind === ts.SyntaxKind.NullKeyword) return null;
    if (ts.isNumericLiteral(node)) return Number(node.text);
    if (ts.isBigIntLiteral(node)) return BigInt(node.text.slice(0, -1));
    if (ts.isStringLiteralLike(node)) return node.text;
    const isThing =
      ts.isObjectLiteralExpression(node) ||
      ts.isArrayLiteralExpression(node) ||
      ts.isArrowFunction(node) ||
      ts.isFunctionExpression(node) ||
      ts.isClassExpression(node) ||
      ts.isNewExpression(node) ||
      ts.isRegularExpressionLiteral(node);
    return isThing ? new Thing(node) : unknown;
  }

  #template(node: typescript.TemplateExpression, inner: (part: Expression) => unknown): unknown {
    let text = node.head.text;
    for (const { expression, literal } of node.templateSpans) {
      const value = inner(expression);
      if (isOpaque(value)) return unknown;
      text += String(value) + literal.text;
    }
    return text;
  }

  #typeOf(node: typescript.TypeOfExpression, facts: Facts, inner: (part: Expression) => unknown): unknown {
    const fact = facts.get(node.getText(this.#tree));
    if (fact !== undefined) return fact;
    const value = inner(node.expression);
    if (!isOpaque(value)) return typeof value;
    if (!(value instanceof Thing)) return unknown;
    return this.#ts.isFunctionLike(value.node) ? "function" : unknown;
  }

  #unary(operator: typescript.PrefixUnaryOperator, value: unknown): unknown {
    const kinds = this.#ts.SyntaxKind;
    if (operator === kinds.ExclamationToken) return value === unknown ? unknown : !truth(value);
    if (isOpaque(value)) return unknown;
    if (operator === kinds.MinusToken) return typeof value === "bigint" ? -value : -Number(value);
    if (operator === kinds.PlusToken) return Number(value);
    return operator === kinds.TildeToken ? ~Number(value) : unknown;
  }

  #binary(node: typescript.BinaryExpression, facts: Facts, depth: number): unknown {
    const kinds = this.#ts.SyntaxKind;
    const operator = node.operatorToken.kind;
    const left = this.valueOf(node.left, facts, depth + 1);
    const right = (more = facts) => this.valueOf(node.right, more, depth + 1);
    if (operator === kinds.CommaToken || operator === kinds.EqualsToken) return right();
    if (operator === kinds.AmpersandAmpersandToken || operator === kinds.BarBarToken) {
      const stops = operator === kinds.BarBarToken;
      if (truth(left) === stops) return left;
      const second = right(this.assume(node.left, !stops, facts));
      if (truth(second) === stops) return second;
      return left === unknown ? unknown : second;
    }
    if (operator === kinds.QuestionQuestionToken)
      return left === unknown || left === falsy ? unknown : (left ?? right());
    return computed(kinds, operator, left, right());
  }

  /** The value of a name that is given one. */
  #named(name: string, depth: number): unknown {
    if (name === "undefined") return undefined;
    if (name === "NaN") return Number.NaN;
    const use = this.index.names.get(name);
    if (!use || use.others > 0) return unknown;
    const declared = use.variables.length + use.bindings.length + use.functions.length;
    if (declared !== 1) return unknown;
    const [variable] = use.variables;
    const [binding] = use.bindings;
    if (binding)
      return use.assigned.length > 0 ? unknown : this.#once(binding, () => this.#bound(binding, depth));
    if (!variable) return use.functions[0] ? new Thing(use.functions[0]) : unknown;
    return this.#once(variable, () => this.#given(variable, use, depth));
  }

  /** Names may be made of names, in circles too. */
  #once(node: Node, compute: () => unknown): unknown {
    if (!this.#known.has(node)) {
      this.#known.set(node, unknown);
      this.#known.set(node, compute());
    }
    return this.#known.get(node);
  }

  #given(variable: typescript.VariableDeclaration, use: NameUse, depth: number): unknown {
    if (!variable.initializer) return unknown;
    const isConst = (variable.parent.flags & this.#ts.NodeFlags.Const) !== 0;
    const isExported =
      this.#ts.isVariableStatement(variable.parent.parent) && variable.parent.parent.modifiers !== undefined;
    if (!isConst && isExported) return unknown;
    const value = this.valueOf(variable.initializer, noFacts, depth + 1);
    return use.assigned.every((by) => this.#changesNothing(by, value)) ? value : unknown;
  }

  /** `on &&= ask()` of what is false, `off ||= ask()` of what is true. */
  #changesNothing(by: Assignment, value: unknown): boolean {
    const kinds = this.#ts.SyntaxKind;
    if (value === unknown || !this.#ts.isBinaryExpression(by as Node)) return false;
    const { kind } = (by as typescript.BinaryExpression).operatorToken;
    if (kind === kinds.AmpersandAmpersandEqualsToken) return truth(value) === false;
    if (kind === kinds.BarBarEqualsToken) return truth(value) === true;
    return kind === kinds.QuestionQuestionEqualsToken && value !== undefined && value !== null;
  }

  /** `on` of `const { on } = { on: false }`. */
  #bound(binding: typescript.BindingElement, depth: number): unknown {
    const ts = this.#ts;
    const pattern = binding.parent;
    const { parent } = pattern;
    if (binding.dotDotDotToken || !ts.isVariableDeclaration(parent) || !parent.initializer) return unknown;
    const from = this.valueOf(parent.initializer, noFacts, depth + 1);
    if (!(from instanceof Thing) || (!from.frozen && !this.#isUntouched(parent.initializer))) return unknown;
    const key = ts.isArrayBindingPattern(pattern)
      ? pattern.elements.indexOf(binding)
      : (binding.propertyName ?? binding.name).getText(this.#tree);
    const value = this.#inLiteral(from.node, String(key), depth);
    return value === undefined ? unknown : value;
  }

  #member(
    node: typescript.PropertyAccessExpression | typescript.ElementAccessExpression,
    depth: number,
    inner: (part: Expression) => unknown,
  ): unknown {
    const ts = this.#ts;
    const key = ts.isPropertyAccessExpression(node) ? node.name.text : inner(node.argumentExpression);
    if (isOpaque(key)) return unknown;
    const name = String(key);
    if (node.expression.kind === ts.SyntaxKind.ThisKeyword) return this.#field(node, name, false, depth);
    if (ts.isIdentifier(node.expression)) {
      const owned = this.#owned(node.expression.text, name, depth);
      if (owned !== unknown) return owned;
    }
    const object = inner(node.expression);
    if (object === undefined || object === null) return node.questionDotToken ? undefined : unknown;
    if (typeof object === "string") return name === "length" ? object.length : unknown;
    if (!(object instanceof Thing)) return unknown;
    if (name === "length" && ts.isArrayLiteralExpression(object.node))
      return object.node.elements.some(ts.isSpreadElement) || !this.#isUntouched(node)
        ? unknown
        : object.node.elements.length;
    if (!object.frozen && !this.#isUntouched(node)) return unknown;
    return this.#inLiteral(object.node, name, depth);
  }

  /** A member of an enum, of a namespace, or a static one of a class. */
  #owned(owner: string, name: string, depth: number): unknown {
    const ts = this.#ts;
    const use = this.index.names.get(owner);
    if (!use) return unknown;
    const [of] = use.enums;
    if (of && use.enums.length === 1)
      return this.#once(of.members.find((one) => one.name.getText(this.#tree) === name) ?? of, () =>
        this.#enumMember(of, name, depth),
      );
    const [space] = use.spaces;
    if (space?.body && ts.isModuleBlock(space.body) && use.spaces.length === 1)
      return this.#named(name, depth + 1);
    const [owning] = use.classes;
    if (!owning || use.classes.length !== 1) return unknown;
    return this.#field(owning, name, true, depth);
  }

  #enumMember({ members }: typescript.EnumDeclaration, name: string, depth: number): unknown {
    let next: unknown = 0;
    for (const member of members) {
      const value = member.initializer ? this.valueOf(member.initializer, noFacts, depth + 1) : next;
      if (member.name.getText(this.#tree) === name) return value;
      next = typeof value === "number" ? value + 1 : unknown;
    }
    return unknown;
  }

  /** A field that nobody but its initializer gives a value: `#on`, a private one, a static readonly one. */
  #field(from: Node, name: string, isStatic: boolean, depth: number): unknown {
    const ts = this.#ts;
    let owner: Node | undefined = from;
    while (owner && !ts.isClassLike(owner)) owner = owner.parent;
    if (!owner || !ts.isClassLike(owner)) return unknown;
    const fields = owner.members.filter((one) => one.name?.getText(this.#tree) === name);
    const [field] = fields;
    if (fields.length !== 1 || !field) return unknown;
    if (ts.isGetAccessorDeclaration(field))
      return this.#isFixed(field, isStatic) ? this.#answer(field, depth) : unknown;
    if (!ts.isPropertyDeclaration(field) || !field.initializer) return unknown;
    const kinds = new Set(ts.getModifiers(field)?.map(({ kind }) => kind));
    const isHidden = ts.isPrivateIdentifier(field.name) || kinds.has(ts.SyntaxKind.PrivateKeyword);
    const isFixed =
      kinds.has(ts.SyntaxKind.StaticKeyword) &&
      (kinds.has(ts.SyntaxKind.ReadonlyKeyword) || !isExported(ts, owner));
    if (isStatic !== kinds.has(ts.SyntaxKind.StaticKeyword) && isStatic) return unknown;
    if (!isHidden && !isFixed) return unknown;
    const { initializer } = field;
    const value = this.#once(field, () => this.valueOf(initializer, noFacts, depth + 1));
    const assigned = [...(this.index.members.get(name) ?? []), ...(this.index.members.get("*") ?? [])];
    return assigned.every((by) => this.#changesNothing(by, value)) ? value : unknown;
  }

  #inLiteral(node: Node, name: string, depth: number): unknown {
    const ts = this.#ts;
    if (ts.isArrayLiteralExpression(node)) {
      const element = node.elements[Number(name)];
      if (node.elements.some(ts.isSpreadElement) || !element) return unknown;
      return this.valueOf(element, noFacts, depth + 1);
    }
    if (!ts.isObjectLiteralExpression(node) || node.properties.some(ts.isSpreadAssignment)) return unknown;
    const own = node.properties.filter(
      (property) =>
        property.name &&
        (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name)) &&
        property.name.text === name,
    );
    const [only] = own;
    if (own.length !== 1 || !only) return unknown;
    if (ts.isShorthandPropertyAssignment(only)) return this.#named(only.name.text, depth + 1);
    return ts.isPropertyAssignment(only) ? this.valueOf(only.initializer, noFacts, depth + 1) : unknown;
  }

  /** Whether the object behind a member access is only ever looked into: neither handed on nor assigned to. */
  #isUntouched(access: Expression): boolean {
    const ts = this.#ts;
    let root = access;
    while (
      ts.isPropertyAccessExpression(root) ||
      ts.isElementAccessExpression(root) ||
      ts.isParenthesizedExpression(root) ||
      ts.isNonNullExpression(root)
    )
      root = root.expression;
    if (!ts.isIdentifier(root)) return true; // a literal where it stands
    const use = this.index.names.get(root.text);
    const isDeclared = (node: Node) => ts.isVariableDeclaration(node.parent) && node.parent.name === node;
    const isKey = (node: Node) =>
      (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
      (ts.isPropertyAssignment(node.parent) && node.parent.name === node);
    return (use?.mentions ?? []).every(
      (mention) =>
        isDeclared(mention) ||
        isKey(mention) ||
        this.#isLookedInto(mention) ||
        ts.isTypeQueryNode(mention.parent),
    );
  }

  #isLookedInto(mention: typescript.Identifier): boolean {
    const ts = this.#ts;
    let chain: Node = mention;
    let last = "";
    while (
      (ts.isPropertyAccessExpression(chain.parent) || ts.isElementAccessExpression(chain.parent)) &&
      chain.parent.expression === chain
    ) {
      chain = chain.parent;
      last = ts.isPropertyAccessExpression(chain) ? chain.name.text : "*";
    }
    const { parent } = chain;
    if (chain === mention)
      return (
        ((ts.isForOfStatement(parent) || ts.isForInStatement(parent)) && parent.expression === chain) ||
        this.#isTakenApart(mention)
      );
    if (ts.isCallExpression(parent) && parent.expression === chain) return reading.test(last);
    const isTarget =
      (ts.isBinaryExpression(parent) &&
        parent.left === chain &&
        parent.operatorToken.kind >= ts.SyntaxKind.FirstAssignment &&
        parent.operatorToken.kind <= ts.SyntaxKind.LastAssignment) ||
      ts.isDeleteExpression(parent) ||
      ts.isPostfixUnaryExpression(parent) ||
      (ts.isPrefixUnaryExpression(parent) && parent.operator !== ts.SyntaxKind.ExclamationToken);
    if (!isTarget) return true;
    return this.#changesNothing(parent, this.#literalValue(chain));
  }

  /** `const { on } = flags` of an object without others in it, which could be changed under their new names. */
  #isTakenApart(mention: typescript.Identifier): boolean {
    const ts = this.#ts;
    const { parent } = mention;
    if (!ts.isVariableDeclaration(parent) || !ts.isObjectBindingPattern(parent.name)) return false;
    const object = this.#named(mention.text, 0);
    return (
      object instanceof Thing &&
      ts.isObjectLiteralExpression(object.node) &&
      object.node.properties.every(
        (one) => ts.isPropertyAssignment(one) && !isOpaque(this.#literal(one.initializer)),
      )
    );
  }

  /** What a member of a literal is given there, whatever is done to it later. */
  #literalValue(chain: Node): unknown {
    const ts = this.#ts;
    if (!ts.isPropertyAccessExpression(chain) || !ts.isIdentifier(chain.expression)) return unknown;
    const initializer = this.index.names.get(chain.expression.text)?.variables[0]?.initializer;
    const object = initializer && this.valueOf(initializer);
    return object instanceof Thing ? this.#inLiteral(object.node, chain.name.text, 0) : unknown;
  }

  #call(node: typescript.CallExpression, depth: number, inner: (part: Expression) => unknown): unknown {
    const ts = this.#ts;
    const callee = node.expression;
    const text = callee.getText(this.#tree);
    const values = node.arguments.map(inner);
    const [first] = values;
    if (wrapping.test(text) && first instanceof Thing) return new Thing(first.node, true);
    const known = globals(text, values);
    if (known !== unknown) return known;
    if (/^Array\s*\.\s*isArray$/.test(text) && first !== unknown)
      return first instanceof Thing && ts.isArrayLiteralExpression(first.node);
    if (ts.isIdentifier(callee)) {
      const value = inner(callee);
      return value instanceof Thing ? this.#answer(value.node, depth) : unknown;
    }
    if (!ts.isPropertyAccessExpression(callee)) return unknown;
    if (callee.expression.kind === ts.SyntaxKind.ThisKeyword)
      return this.#method(node, callee.name.text, false, depth);
    const owning = ts.isIdentifier(callee.expression) ? this.#classNamed(callee.expression.text) : undefined;
    if (owning) return this.#method(owning, callee.name.text, true, depth);
    const object = inner(callee.expression);
    if ((object === undefined || object === null) && callee.questionDotToken) return undefined;
    if (typeof object === "string") return ofText(object, callee.name.text, first);
    if (!(object instanceof Thing) || !ts.isArrayLiteralExpression(object.node)) return unknown;
    const elements = object.node.elements.map(inner);
    if (
      callee.name.text !== "includes" ||
      isOpaque(first) ||
      elements.some(isOpaque) ||
      !this.#isUntouched(callee)
    )
      return unknown;
    return elements.includes(first);
  }

  /** What a function answers that does nothing but answer a constant. */
  #answer(node: Node, depth: number): unknown {
    const ts = this.#ts;
    if (
      !ts.isFunctionDeclaration(node) &&
      !ts.isArrowFunction(node) &&
      !ts.isFunctionExpression(node) &&
      !ts.isMethodDeclaration(node) &&
      !ts.isGetAccessorDeclaration(node)
    )
      return unknown;
    if (node.asteriskToken || ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword))
      return unknown;
    const { body } = node;
    if (!body) return unknown;
    if (!ts.isBlock(body)) return this.valueOf(body, noFacts, depth + 1);
    const [only] = body.statements;
    if (body.statements.length !== 1 || !only || !ts.isReturnStatement(only)) return unknown;
    return only.expression ? this.valueOf(only.expression, noFacts, depth + 1) : undefined;
  }

  /** @param isStatic whether it is called on the class, not on `this` */
  #method(from: Node, name: string, isStatic: boolean, depth: number): unknown {
    const ts = this.#ts;
    let owner: Node | undefined = from;
    while (owner && !ts.isClassLike(owner)) owner = owner.parent;
    const methods =
      owner && ts.isClassLike(owner)
        ? owner.members.filter((one) => one.name?.getText(this.#tree) === name)
        : [];
    const [method] = methods;
    if (methods.length !== 1 || !method || !ts.isMethodDeclaration(method)) return unknown;
    return this.#isFixed(method, isStatic) ? this.#answer(method, depth) : unknown;
  }

  /** Whether no heir answers otherwise: a private method, or one of the class itself. */
  #isFixed(
    member: typescript.MethodDeclaration | typescript.GetAccessorDeclaration,
    isStatic: boolean,
  ): boolean {
    const ts = this.#ts;
    const kinds = new Set(ts.getModifiers(member)?.map(({ kind }) => kind));
    if (this.index.members.has(member.name.getText(this.#tree))) return false; // somebody puts another in its place
    if (isStatic) return kinds.has(ts.SyntaxKind.StaticKeyword);
    return ts.isPrivateIdentifier(member.name) || kinds.has(ts.SyntaxKind.PrivateKeyword);
  }

  /** The class that a name means in the whole file. */
  #classNamed(name: string): typescript.ClassDeclaration | undefined {
    const use = this.index.names.get(name);
    const isOne = use?.classes.length === 1 && use.others + use.variables.length + use.bindings.length === 0;
    return isOne ? use.classes[0] : undefined;
  }
}

function isExported(ts: Ts, node: typescript.ClassLikeDeclaration): boolean {
  return ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function globals(callee: string, values: readonly unknown[]): unknown {
  const [first, second] = values;
  if (callee === "Boolean") return truth(first) ?? unknown;
  if (values.some(isOpaque)) return unknown;
  if (callee === "Number" || callee === "parseInt" || callee === "Number.parseInt")
    return values.length === 0 ? 0 : callee === "Number" ? Number(first) : Number.parseInt(String(first), 10);
  if (callee === "String") return values.length === 0 ? "" : String(first);
  if (callee === "isNaN" || callee === "Number.isNaN") return Number.isNaN(first);
  if (callee === "Object.is") return Object.is(first, second);
  if (callee === "Math.min") return Math.min(...values.map(Number));
  return callee === "Math.max" ? Math.max(...values.map(Number)) : unknown;
}

function ofText(text: string, method: string, argument: unknown): unknown {
  if (method === "toLowerCase") return text.toLowerCase();
  if (method === "toUpperCase") return text.toUpperCase();
  if (method === "trim" || method === "toString" || method === "valueOf")
    return method === "trim" ? text.trim() : text;
  if (typeof argument !== "string") return unknown;
  if (method === "includes") return text.includes(argument);
  if (method === "startsWith") return text.startsWith(argument);
  return method === "endsWith" ? text.endsWith(argument) : unknown;
}

function computed(
  kinds: typeof typescript.SyntaxKind,
  operator: typescript.SyntaxKind,
  left: unknown,
  right: unknown,
): unknown {
  if (isOpaque(left) || isOpaque(right)) return unknown;
  const isSame = operator === kinds.EqualsEqualsEqualsToken || operator === kinds.EqualsEqualsToken;
  const isOther =
    operator === kinds.ExclamationEqualsEqualsToken || operator === kinds.ExclamationEqualsToken;
  if (isSame || isOther) {
    const isLoose = operator === kinds.EqualsEqualsToken || operator === kinds.ExclamationEqualsToken;
    if (isLoose && typeof left !== typeof right && (left ?? null) !== (right ?? null)) return unknown;
    const equal = left === right || (isLoose && (left ?? null) === (right ?? null));
    return equal === isSame;
  }
  if (operator === kinds.PlusToken && (typeof left === "string" || typeof right === "string"))
    return String(left) + String(right);
  if (typeof left !== "number" || typeof right !== "number") return unknown;
  return arithmetic(kinds, operator, left, right);
}

function arithmetic(
  kinds: typeof typescript.SyntaxKind,
  operator: typescript.SyntaxKind,
  left: number,
  right: number,
): unknown {
  switch (operator) {
    case kinds.LessThanToken:
      return left < right;
    case kinds.GreaterThanToken:
      return left > right;
    case kinds.LessThanEqualsToken:
      return left <= right;
    case kinds.GreaterThanEqualsToken:
      return left >= right;
    case kinds.PlusToken:
      return left + right;
    case kinds.MinusToken:
      return left - right;
    case kinds.AsteriskToken:
      return left * right;
    case kinds.SlashToken:
      return left / right;
    case kinds.PercentToken:
      return left % right;
    case kinds.AsteriskAsteriskToken:
      return left ** right;
    case kinds.AmpersandToken:
      return left & right;
    case kinds.BarToken:
      return left | right;
    case kinds.CaretToken:
      return left ^ right;
    default:
      return unknown;
  }
}

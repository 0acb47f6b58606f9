import type typescript from "typescript";

type Node = typescript.Node;
export type Assignment = typescript.BinaryExpression | typescript.UnaryExpression | typescript.Node;

/** What a name of a file is declared as, and what is done to it. */
export interface NameUse {
  readonly variables: typescript.VariableDeclaration[];
  /** Names taken out of an object or a list by a `const` or `let`. */
  readonly bindings: typescript.BindingElement[];
  readonly functions: typescript.FunctionDeclaration[];
  readonly enums: typescript.EnumDeclaration[];
  readonly classes: typescript.ClassDeclaration[];
  readonly spaces: typescript.ModuleDeclaration[];
  /** Parameters, imports, what a `catch` or a loop gives: declared, of unknown value. */
  others: number;
  readonly assigned: Assignment[];
  readonly mentions: typescript.Identifier[];
}

export interface TreeIndex {
  readonly names: ReadonlyMap<string, NameUse>;
  /** What is assigned to members, by the member's name (`#` included). */
  readonly members: ReadonlyMap<string, readonly Assignment[]>;
}

/** Reads a tree once: what is declared and assigned where. */
export function indexTree(ts: typeof typescript, tree: typescript.SourceFile): TreeIndex {
  const names = new Map<string, NameUse>();
  const members = new Map<string, Assignment[]>();
  const use = (name: string): NameUse => {
    const known = names.get(name) ?? {
      variables: [],
      bindings: [],
      functions: [],
      enums: [],
      classes: [],
      spaces: [],
      others: 0,
      assigned: [],
      mentions: [],
    };
    names.set(name, known);
    return known;
  };
  const assign = (target: Node, by: Assignment): void => {
    const bare = ts.isParenthesizedExpression(target) ? target.expression : target;
    if (ts.isIdentifier(bare)) use(bare.text).assigned.push(by);
    else if (ts.isPropertyAccessExpression(bare))
      members.set(bare.name.text, [...(members.get(bare.name.text) ?? []), by]);
    else if (ts.isElementAccessExpression(bare)) {
      const key = ts.isStringLiteralLike(bare.argumentExpression) ? bare.argumentExpression.text : "*";
      members.set(key, [...(members.get(key) ?? []), by]);
    } else if (ts.isObjectLiteralExpression(bare) || ts.isArrayLiteralExpression(bare)) spread(bare, by);
  };
  /** `({ on } = options)`, `[on] = list`. */
  const spread = (pattern: Node, by: Assignment): void => {
    pattern.forEachChild((part) => {
      if (ts.isShorthandPropertyAssignment(part)) use(part.name.text).assigned.push(by);
      else if (ts.isPropertyAssignment(part)) assign(part.initializer, by);
      else if (ts.isSpreadElement(part) || ts.isSpreadAssignment(part)) assign(part.expression, by);
      else assign(ts.isBinaryExpression(part) ? part.left : part, by);
    });
  };
  const visit = (node: Node): void => {
    if (ts.isIdentifier(node)) use(node.text).mentions.push(node);
    else if (ts.isVariableDeclaration(node) && ts.isIdentifier(node.name)) {
      const isGiven =
        ts.isVariableDeclarationList(node.parent) &&
        !ts.isForInStatement(node.parent.parent) &&
        !ts.isForOfStatement(node.parent.parent);
      if (isGiven) use(node.name.text).variables.push(node);
      else use(node.name.text).others += 1;
    } else if (ts.isBindingElement(node) && ts.isIdentifier(node.name)) {
      if (ts.isVariableDeclaration(node.parent.parent)) use(node.name.text).bindings.push(node);
      else use(node.name.text).others += 1;
    } else if (ts.isFunctionDeclaration(node) && node.name) use(node.name.text).functions.push(node);
    else if (ts.isEnumDeclaration(node)) use(node.name.text).enums.push(node);
    else if (ts.isClassDeclaration(node) && node.name) use(node.name.text).classes.push(node);
    else if (ts.isModuleDeclaration(node) && ts.isIdentifier(node.name))
      use(node.name.text).spaces.push(node);
    else if (ts.isParameter(node) && ts.isIdentifier(node.name)) use(node.name.text).others += 1;
    else if (
      (ts.isImportSpecifier(node) || ts.isImportClause(node) || ts.isNamespaceImport(node)) &&
      node.name
    )
      use(node.name.text).others += 1;
    else if (ts.isBinaryExpression(node) && isAssignment(ts, node)) assign(node.left, node);
    else if (
      (ts.isForOfStatement(node) || ts.isForInStatement(node)) &&
      !ts.isVariableDeclarationList(node.initializer)
    )
      assign(node.initializer, node);
    else if (ts.isDeleteExpression(node)) assign(node.expression, node);
    else if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
      if (node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken)
        assign(node.operand, node);
    }
    node.forEachChild(visit);
  };
  visit(tree);
  return { names, members };
}

function isAssignment(
  ts: typeof typescript,
  { operatorToken: { kind } }: typescript.BinaryExpression,
): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

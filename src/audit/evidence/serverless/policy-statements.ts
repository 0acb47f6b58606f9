import type { ConfigNode } from "./config-node.js";
import { type Infrastructure, resourcesOf } from "./infrastructure.js";
import { choicesOf, isComputed, namePattern, possibleTexts } from "./possible-values.js";

/** One statement that allows something. */
export interface AllowStatement {
  readonly node: ConfigNode;
  readonly actions: readonly Named[];
  readonly resources: readonly Named[];
  /** Set by `NotAction` or `NotResource`: everything but. */
  readonly inverted: boolean;
}

interface Named {
  readonly node: ConfigNode;
  /** Variables as `{}`; undefined where it is no text (a reference to a resource). */
  readonly text: string | undefined;
  /** All that it may come to in any stage, as far as it is text. */
  readonly texts: readonly string[];
}

/** A policy that AWS or the organisation keeps, by name or ARN; a SAM policy template by its name. */
export interface NamedPolicy {
  readonly node: ConfigNode;
  readonly name: string;
}

export interface Permissions {
  readonly statements: readonly AllowStatement[];
  readonly named: readonly NamedPolicy[];
}

/** What the functions of a service may do: roles, policies, SAM's `Policies`, the Serverless Framework's statements. */
export function permissionsOf(infrastructure: Infrastructure): Permissions {
  const statements: AllowStatement[] = [];
  const named: NamedPolicy[] = [];
  const addStatements = (list: ConfigNode | undefined, root: ConfigNode): void => {
    for (const one of choicesIn(list)) statements.push(...statementOf(one, root));
  };
  const addPolicies = (list: ConfigNode | undefined, root: ConfigNode): void => {
    for (const policy of choicesIn(list)) {
      const document = policy.get("Statement") ? policy : policy.get("PolicyDocument");
      const name = namePattern(policy.value) ?? policy.entries()[0]?.[0];
      if (document) addStatements(document.get("Statement"), root);
      else if (name !== undefined) named.push({ node: policy, name });
    }
  };
  for (const { stack, properties } of resourcesOf(infrastructure, roleTypes)) {
    addStatements(properties?.get("PolicyDocument", "Statement"), stack.root);
    addPolicies(properties?.get("Policies"), stack.root);
    addPolicies(properties?.get("ManagedPolicyArns"), stack.root);
  }
  for (const { stack, properties } of resourcesOf(infrastructure, /^AWS::Serverless::Function$/)) {
    const shared = stack.root.get("Globals", "Function", "Policies");
    addPolicies(properties?.get("Policies") ?? shared, stack.root);
  }
  for (const { kind, root, functions } of infrastructure.stacks) {
    if (kind !== "serverless") continue;
    const provider = root.get("provider");
    addStatements(provider?.get("iam", "role", "statements"), root);
    addStatements(provider?.get("iamRoleStatements"), root);
    for (const { node } of functions) addStatements(node.get("iamRoleStatements"), root);
    addPolicies(provider?.get("iam", "role", "managedPolicies") ?? provider?.get("iamManagedPolicies"), root);
  }
  return { statements, named };
}

const roleTypes = /^AWS::IAM::(?:Role|Policy|ManagedPolicy|RolePolicy)$/;

/** The items of a list, and of a list that a condition chooses; of each what a condition chooses between. */
function choicesIn(list: ConfigNode | undefined): readonly ConfigNode[] {
  return list ? choicesOf(list).flatMap((one) => one.items().flatMap(choicesOf)) : [];
}

/** What cannot be told to deny allows. */
function statementOf(node: ConfigNode, root: ConfigNode): readonly AllowStatement[] {
  if ((node.text === undefined && isComputed(node)) || node.get("Effect")?.text === "Deny") return [];
  const names = (list: ConfigNode | undefined): readonly Named[] =>
    choicesIn(list).map((one) => ({
      node: one,
      text: namePattern(one.value),
      texts: possibleTexts(one, root),
    }));
  return [
    {
      node,
      actions: names(node.get("Action")),
      resources: names(node.get("Resource")),
      inverted: node.get("NotAction") !== undefined || node.get("NotResource") !== undefined,
    },
  ];
}

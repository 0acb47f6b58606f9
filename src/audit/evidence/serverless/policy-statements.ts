import type { ConfigNode } from "./config-node.js";
import { type Infrastructure, resourcesOf } from "./infrastructure.js";
import { namePattern } from "./possible-values.js";

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
  const addDocument = (document: ConfigNode | undefined): void => {
    for (const one of document?.get("Statement")?.items() ?? []) statements.push(...statementOf(one));
  };
  const addPolicy = (policy: ConfigNode): void => {
    if (policy.get("Statement")) return addDocument(policy);
    if (policy.get("PolicyDocument")) return addDocument(policy.get("PolicyDocument"));
    const name = namePattern(policy.value) ?? policy.entries()[0]?.[0];
    if (name !== undefined) named.push({ node: policy, name });
  };
  for (const { properties } of resourcesOf(infrastructure, /^AWS::IAM::(?:Role|Policy|ManagedPolicy)$/)) {
    addDocument(properties?.get("PolicyDocument"));
    for (const policy of properties?.get("Policies")?.items() ?? []) addPolicy(policy);
    for (const policy of properties?.get("ManagedPolicyArns")?.items() ?? []) addPolicy(policy);
  }
  for (const { stack, properties } of resourcesOf(infrastructure, /^AWS::Serverless::Function$/)) {
    const shared = stack.root.get("Globals", "Function", "Policies");
    for (const policy of (properties?.get("Policies") ?? shared)?.items() ?? []) addPolicy(policy);
  }
  for (const { kind, root, functions } of infrastructure.stacks) {
    if (kind !== "serverless") continue;
    const provider = root.get("provider");
    const lists = [
      provider?.get("iam", "role", "statements"),
      provider?.get("iamRoleStatements"),
      ...functions.map(({ node }) => node.get("iamRoleStatements")),
    ];
    for (const list of lists) for (const one of list?.items() ?? []) statements.push(...statementOf(one));
    const managed = provider?.get("iam", "role", "managedPolicies") ?? provider?.get("iamManagedPolicies");
    for (const policy of managed?.items() ?? []) addPolicy(policy);
  }
  return { statements, named };
}

function statementOf(node: ConfigNode): readonly AllowStatement[] {
  if (node.get("Effect")?.text !== "Allow") return [];
  const names = (list: ConfigNode | undefined): readonly Named[] =>
    (list?.items() ?? []).map((one) => ({ node: one, text: namePattern(one.value) }));
  return [
    {
      node,
      actions: names(node.get("Action")),
      resources: names(node.get("Resource")),
      inverted: node.get("NotAction") !== undefined || node.get("NotResource") !== undefined,
    },
  ];
}

import { Collections } from "../durability/collections.js";

export type Tags = Readonly<Record<string, string>>;

/** Times are ms since the epoch; documents are JSON. */
export interface Role {
  readonly account: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly createdAt: number;
  readonly trust: string;
  readonly description?: string;
  readonly maxSessionSeconds: number;
  readonly boundary?: string;
  readonly tags: Tags;
  /** Documents by name. */
  readonly inline: Readonly<Record<string, string>>;
  /** ARNs. */
  readonly attached: readonly string[];
}

export interface PolicyVersion {
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface Policy {
  readonly account: string;
  readonly arn: string;
  readonly id: string;
  readonly path: string;
  readonly name: string;
  readonly description?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly tags: Tags;
  readonly defaultVersion: string;
  readonly versions: readonly PolicyVersion[];
  /** How many versions there have been: an id is never given twice. */
  readonly versionCount: number;
}

/** Roles and policies of every account. */
export class IamStore {
  readonly state = new Collections();
  /** By account and name, which the path is no part of. */
  readonly roles = this.state.collection<Role>("roles");
  /** By ARN. */
  readonly policies = this.state.collection<Policy>("policies");

  rolesOf(account: string): readonly Role[] {
    return this.roles.sorted().filter((role) => role.account === account);
  }

  setRole(role: Role): void {
    this.roles.set(roleKey(role.account, role.name), role);
  }

  /** The roles that a policy is attached to. */
  attachedTo(arn: string): readonly Role[] {
    return this.roles.sorted().filter(({ attached }) => attached.includes(arn));
  }
}

export function roleKey(account: string, name: string): string {
  // Names that differ only in case are the same one.
  return `${account}/${name.toLowerCase()}`;
}

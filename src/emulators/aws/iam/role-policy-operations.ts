import type { Operations } from "../front/aws-service.js";
import { limitExceeded, noSuchEntity } from "./iam-error.js";
import type { IamStore } from "./iam-store.js";
import {
  findRole,
  namePattern,
  pageOf,
  readDocument,
  requiredText,
  shownDocument,
} from "./read-parameters.js";

/** Quota of AWS. */
const maxAttached = 10;
const awsManaged = /^arn:[\w-]+:iam::aws:policy\/[\w+=,.@/-]+$/;

/** Policies in roles, and those attached to them. */
export function rolePolicyOperations(store: IamStore): Operations {
  return {
    PutRolePolicy(input, call) {
      const role = findRole(store, input, call);
      const name = requiredText(input, "PolicyName", 128, namePattern);
      const inline = { ...role.inline, [name]: readDocument(input, "PolicyDocument") };
      store.setRole({ ...role, inline });
      return {};
    },

    GetRolePolicy(input, call) {
      const role = findRole(store, input, call);
      const name = requiredText(input, "PolicyName", 128, namePattern);
      const document = Object.hasOwn(role.inline, name) ? role.inline[name] : undefined;
      if (document === undefined) throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      return { RoleName: role.name, PolicyName: name, PolicyDocument: shownDocument(document) };
    },

    DeleteRolePolicy(input, call) {
      const role = findRole(store, input, call);
      const name = requiredText(input, "PolicyName", 128, namePattern);
      if (!Object.hasOwn(role.inline, name)) {
        throw noSuchEntity(`The role policy with name ${name} cannot be found.`);
      }
      const { [name]: _, ...inline } = role.inline;
      store.setRole({ ...role, inline });
      return {};
    },

    ListRolePolicies(input, call) {
      const names = Object.keys(findRole(store, input, call).inline).sort();
      const { page, next } = pageOf(names, input, (name) => name);
      return { PolicyNames: page, ...next };
    },

    /** Attaching what is attached already is no error. */
    AttachRolePolicy(input, call) {
      const role = findRole(store, input, call);
      const arn = requiredText(input, "PolicyArn", 2048);
      if (!awsManaged.test(arn) && !store.policies.has(arn)) {
        throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`);
      }
      if (role.attached.includes(arn)) return {};
      if (role.attached.length >= maxAttached) {
        throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${maxAttached}`);
      }
      store.setRole({ ...role, attached: [...role.attached, arn] });
      return {};
    },

    DetachRolePolicy(input, call) {
      const role = findRole(store, input, call);
      const arn = requiredText(input, "PolicyArn", 2048);
      if (!role.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`);
      store.setRole({ ...role, attached: role.attached.filter((one) => one !== arn) });
      return {};
    },

    ListAttachedRolePolicies(input, call) {
      const { page, next } = pageOf(findRole(store, input, call).attached, input, (arn) => arn);
      const AttachedPolicies = page.map((PolicyArn) => ({
        ...{ PolicyName: PolicyArn.slice(PolicyArn.lastIndexOf("/") + 1), PolicyArn },
      }));
      return { AttachedPolicies, ...next };
    },
  };
}

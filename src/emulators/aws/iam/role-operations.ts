import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalInteger, optionalText, textList } from "../front/read-input.js";
import { alreadyExists, deleteConflict, validation } from "./iam-error.js";
import { type IamStore, type Role, roleKey } from "./iam-store.js";
import {
  findRole,
  namePattern,
  newId,
  pageOf,
  readDocument,
  readPath,
  readTags,
  requiredText,
  shownDocument,
  shownTags,
  withoutTags,
} from "./read-parameters.js";

/** What is done with roles themselves. */
export function roleOperations(store: IamStore, now: () => number): Operations {
  return {
    CreateRole(input, { account }) {
      const [name, path] = [requiredText(input, "RoleName", 64, namePattern), readPath(input)];
      if (store.roles.has(roleKey(account, name)))
        throw alreadyExists(`Role with name ${name} already exists.`);
      const boundary = optionalText(input, "PermissionsBoundary");
      const role: Role = {
        ...{ account, name, path, id: newId("AROA"), arn: `arn:aws:iam::${account}:role${path}${name}` },
        ...{
          createdAt: now(),
          trust: readDocument(input, "AssumeRolePolicyDocument"),
          ...readSettings(input),
        },
        ...(boundary !== undefined && { boundary }),
        ...{ tags: readTags(input), inline: {}, attached: [] },
      };
      store.setRole(role);
      return { Role: shown(role) };
    },

    GetRole: (input, call) => ({ Role: shown(findRole(store, input, call)) }),

    ListRoles(input, { account }) {
      const prefix = optionalText(input, "PathPrefix") ?? "/";
      const roles = store.rolesOf(account).filter(({ path }) => path.startsWith(prefix));
      const { page, next } = pageOf(roles, input, ({ name }) => name);
      return { Roles: page.map((role) => ({ ...shown(role), Tags: undefined })), ...next };
    },

    UpdateRole(input, call) {
      const { description: _, ...role } = findRole(store, input, call);
      store.setRole({ ...role, ...readSettings(input) });
      return {};
    },

    UpdateRoleDescription(input, call) {
      const role = { ...findRole(store, input, call), description: optionalText(input, "Description") ?? "" };
      store.setRole(role);
      return { Role: shown(role) };
    },

    UpdateAssumeRolePolicy(input, call) {
      const role = findRole(store, input, call);
      store.setRole({ ...role, trust: readDocument(input, "PolicyDocument") });
      return {};
    },

    DeleteRole(input, call) {
      const { account, name, attached, inline } = findRole(store, input, call);
      if (attached.length > 0) throw deleteConflict("Cannot delete entity, must detach all policies first.");
      if (Object.keys(inline).length > 0)
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      store.roles.delete(roleKey(account, name));
      return {};
    },

    TagRole(input, call) {
      const role = findRole(store, input, call);
      store.setRole({ ...role, tags: { ...role.tags, ...readTags(input) } });
      return {};
    },

    UntagRole(input, call) {
      const role = findRole(store, input, call);
      store.setRole({ ...role, tags: withoutTags(role.tags, textList(input, "TagKeys")) });
      return {};
    },

    ListRoleTags(input, call) {
      const tags = shownTags(findRole(store, input, call).tags);
      const { page, next } = pageOf(tags, input, ({ Key }) => Key);
      return { Tags: page, ...next };
    },

    /** There are no instance profiles; whoever deletes a role asks first. */
    ListInstanceProfilesForRole(input, call) {
      findRole(store, input, call);
      return { InstanceProfiles: [], IsTruncated: false };
    },
  };
}

function readSettings(input: AwsInput): Pick<Role, "description" | "maxSessionSeconds"> {
  const description = optionalText(input, "Description");
  const maxSessionSeconds = optionalInteger(input, "MaxSessionDuration") ?? 3600;
  if (maxSessionSeconds < 3600 || maxSessionSeconds > 43_200) {
    throw validation(`The value ${maxSessionSeconds} of MaxSessionDuration is not between 3600 and 43200.`);
  }
  return { ...(description !== undefined && { description }), maxSessionSeconds };
}

function shown(role: Role): AwsOutput {
  const { boundary } = role;
  return {
    ...{
      Path: role.path,
      RoleName: role.name,
      RoleId: role.id,
      Arn: role.arn,
      CreateDate: role.createdAt / 1000,
    },
    ...{ AssumeRolePolicyDocument: shownDocument(role.trust), Description: role.description },
    MaxSessionDuration: role.maxSessionSeconds,
    ...(boundary !== undefined && {
      PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary },
    }),
    ...(Object.keys(role.tags).length > 0 && { Tags: shownTags(role.tags) }),
  };
}

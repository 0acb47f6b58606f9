import type { AwsInput, AwsOutput, Operations } from "../front/aws-service.js";
import { optionalText, textList } from "../front/read-input.js";
import { alreadyExists, deleteConflict, limitExceeded, noSuchEntity } from "./iam-error.js";
import type { IamStore, Policy, PolicyVersion } from "./iam-store.js";
import {
  findPolicy,
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

/** Quota of AWS. */
const maxVersions = 5;

/** Customer managed policies and their versions. */
export function policyOperations(store: IamStore, now: () => number): Operations {
  const shown = (policy: Policy): AwsOutput => ({
    ...{ PolicyName: policy.name, PolicyId: policy.id, Arn: policy.arn, Path: policy.path },
    ...{ DefaultVersionId: policy.defaultVersion, AttachmentCount: store.attachedTo(policy.arn).length },
    ...{ PermissionsBoundaryUsageCount: 0, IsAttachable: true, Description: policy.description },
    ...{ CreateDate: policy.createdAt / 1000, UpdateDate: policy.updatedAt / 1000 },
    ...(Object.keys(policy.tags).length > 0 && { Tags: shownTags(policy.tags) }),
  });
  const set = (policy: Policy): void => store.policies.set(policy.arn, policy);
  return {
    CreatePolicy(input, { account }) {
      const [name, path] = [requiredText(input, "PolicyName", 128, namePattern), readPath(input)];
      const arn = `arn:aws:iam::${account}:policy${path}${name}`;
      if (store.policies.has(arn))
        throw alreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`);
      const [description, at] = [optionalText(input, "Description"), now()];
      const document = readDocument(input, "PolicyDocument");
      const policy: Policy = {
        ...{
          account,
          arn,
          id: newId("ANPA"),
          path,
          name,
          createdAt: at,
          updatedAt: at,
          tags: readTags(input),
        },
        ...(description !== undefined && { description }),
        ...{ defaultVersion: "v1", versions: [{ id: "v1", document, createdAt: at }], versionCount: 1 },
      };
      set(policy);
      return { Policy: shown(policy) };
    },

    GetPolicy: (input) => ({ Policy: shown(findPolicy(store, input)) }),

    /** Only the account's own: those of AWS are not known here. */
    ListPolicies(input, { account }) {
      const prefix = optionalText(input, "PathPrefix") ?? "/";
      const scope = optionalText(input, "Scope");
      const found = store.policies.sorted().filter((policy) => {
        if (policy.account !== account || !policy.path.startsWith(prefix) || scope === "AWS") return false;
        return input.OnlyAttached !== true || store.attachedTo(policy.arn).length > 0;
      });
      const { page, next } = pageOf(found, input, ({ arn }) => arn);
      return { Policies: page.map(shown), ...next };
    },

    DeletePolicy(input) {
      const policy = findPolicy(store, input);
      if (store.attachedTo(policy.arn).length > 0) {
        throw deleteConflict("Cannot delete a policy attached to entities.");
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        );
      }
      store.policies.delete(policy.arn);
      return {};
    },

    CreatePolicyVersion(input) {
      const policy = findPolicy(store, input);
      const document = readDocument(input, "PolicyDocument");
      if (policy.versions.length >= maxVersions) {
        throw limitExceeded(
          `A managed policy can have up to ${maxVersions} versions. Before you create a new version, you must delete an existing version.`,
        );
      }
      const versionCount = policy.versionCount + 1;
      const version = { id: `v${versionCount}`, document, createdAt: now() };
      const defaultVersion = input.SetAsDefault === true ? version.id : policy.defaultVersion;
      const changed = { ...policy, versionCount, defaultVersion, updatedAt: now() };
      set({ ...changed, versions: [...policy.versions, version] });
      return { PolicyVersion: { ...shownVersion(changed, version), Document: undefined } };
    },

    GetPolicyVersion(input) {
      const policy = findPolicy(store, input);
      return { PolicyVersion: shownVersion(policy, findVersion(policy, input)) };
    },

    ListPolicyVersions(input) {
      const policy = findPolicy(store, input);
      const { page, next } = pageOf([...policy.versions].reverse(), input, ({ id }) => id);
      const Versions = page.map((version) => ({ ...shownVersion(policy, version), Document: undefined }));
      return { Versions, ...next };
    },

    SetDefaultPolicyVersion(input) {
      const policy = findPolicy(store, input);
      set({ ...policy, defaultVersion: findVersion(policy, input).id, updatedAt: now() });
      return {};
    },

    DeletePolicyVersion(input) {
      const policy = findPolicy(store, input);
      const { id } = findVersion(policy, input);
      if (id === policy.defaultVersion)
        throw deleteConflict("Cannot delete the default version of a policy.");
      set({ ...policy, versions: policy.versions.filter((version) => version.id !== id) });
      return {};
    },

    TagPolicy(input) {
      const policy = findPolicy(store, input);
      set({ ...policy, tags: { ...policy.tags, ...readTags(input) } });
      return {};
    },

    UntagPolicy(input) {
      const policy = findPolicy(store, input);
      set({ ...policy, tags: withoutTags(policy.tags, textList(input, "TagKeys")) });
      return {};
    },

    ListPolicyTags(input) {
      const { page, next } = pageOf(shownTags(findPolicy(store, input).tags), input, ({ Key }) => Key);
      return { Tags: page, ...next };
    },

    ListEntitiesForPolicy(input) {
      const roles = store.attachedTo(requiredText(input, "PolicyArn", 2048));
      const PolicyRoles = roles.map(({ name, id }) => ({ RoleName: name, RoleId: id }));
      return { PolicyGroups: [], PolicyUsers: [], PolicyRoles, IsTruncated: false };
    },
  };
}

function findVersion({ arn, versions }: Policy, input: AwsInput): PolicyVersion {
  const id = requiredText(input, "VersionId", 64);
  const version = versions.find((one) => one.id === id);
  if (version === undefined)
    throw noSuchEntity(`Policy ${arn} version ${id} does not exist or is not attachable.`);
  return version;
}

function shownVersion(
  { defaultVersion }: Pick<Policy, "defaultVersion">,
  { id, document, createdAt }: PolicyVersion,
) {
  return {
    ...{ VersionId: id, IsDefaultVersion: id === defaultVersion, CreateDate: createdAt / 1000 },
    Document: shownDocument(document),
  };
}

import {
  boolean,
  integer,
  memberList,
  type QueryFields,
  type QueryShapes,
  structure,
  text,
  timestamp,
} from "../front/query-shape.js";

const texts = memberList(text);
const tags = memberList(structure({ Key: text, Value: text }));
const paged: QueryFields = { Marker: text, MaxItems: integer };
const more: QueryFields = { IsTruncated: boolean, Marker: text };
const role: QueryFields = {
  ...{ Path: text, RoleName: text, RoleId: text, Arn: text, CreateDate: timestamp },
  ...{ AssumeRolePolicyDocument: text, Description: text, MaxSessionDuration: integer, Tags: tags },
  PermissionsBoundary: structure({ PermissionsBoundaryType: text, PermissionsBoundaryArn: text }),
};
const policy: QueryFields = {
  ...{
    PolicyName: text,
    PolicyId: text,
    Arn: text,
    Path: text,
    DefaultVersionId: text,
    AttachmentCount: integer,
  },
  ...{ PermissionsBoundaryUsageCount: integer, IsAttachable: boolean, Description: text },
  ...{ CreateDate: timestamp, UpdateDate: timestamp, Tags: tags },
};
const version: QueryFields = {
  Document: text,
  VersionId: text,
  IsDefaultVersion: boolean,
  CreateDate: timestamp,
};
const ofRole: QueryFields = { RoleName: text };
const ofPolicy: QueryFields = { PolicyArn: text };

/** The members of each operation, as the service's model spells them (Version 2010-05-08). */
export const iamQueryShapes: QueryShapes = {
  CreateRole: {
    input: {
      ...{ Path: text, ...ofRole, AssumeRolePolicyDocument: text, Description: text },
      ...{ MaxSessionDuration: integer, PermissionsBoundary: text, Tags: tags },
    },
    output: { Role: structure(role) },
  },
  GetRole: { input: ofRole, output: { Role: structure(role) } },
  ListRoles: {
    input: { PathPrefix: text, ...paged },
    output: { Roles: memberList(structure(role)), ...more },
  },
  UpdateRole: { input: { ...ofRole, Description: text, MaxSessionDuration: integer }, output: {} },
  UpdateRoleDescription: { input: { ...ofRole, Description: text }, output: { Role: structure(role) } },
  UpdateAssumeRolePolicy: { input: { ...ofRole, PolicyDocument: text } },
  DeleteRole: { input: ofRole },
  TagRole: { input: { ...ofRole, Tags: tags } },
  UntagRole: { input: { ...ofRole, TagKeys: texts } },
  ListRoleTags: { input: { ...ofRole, ...paged }, output: { Tags: tags, ...more } },
  ListInstanceProfilesForRole: {
    input: { ...ofRole, ...paged },
    output: { InstanceProfiles: texts, ...more },
  },
  PutRolePolicy: { input: { ...ofRole, PolicyName: text, PolicyDocument: text } },
  GetRolePolicy: {
    input: { ...ofRole, PolicyName: text },
    output: { ...ofRole, PolicyName: text, PolicyDocument: text },
  },
  DeleteRolePolicy: { input: { ...ofRole, PolicyName: text } },
  ListRolePolicies: { input: { ...ofRole, ...paged }, output: { PolicyNames: texts, ...more } },
  AttachRolePolicy: { input: { ...ofRole, ...ofPolicy } },
  DetachRolePolicy: { input: { ...ofRole, ...ofPolicy } },
  ListAttachedRolePolicies: {
    input: { ...ofRole, PathPrefix: text, ...paged },
    output: { AttachedPolicies: memberList(structure({ PolicyName: text, PolicyArn: text })), ...more },
  },
  CreatePolicy: {
    input: { PolicyName: text, Path: text, PolicyDocument: text, Description: text, Tags: tags },
    output: { Policy: structure(policy) },
  },
  GetPolicy: { input: ofPolicy, output: { Policy: structure(policy) } },
  ListPolicies: {
    input: { Scope: text, OnlyAttached: boolean, PathPrefix: text, PolicyUsageFilter: text, ...paged },
    output: { Policies: memberList(structure(policy)), ...more },
  },
  DeletePolicy: { input: ofPolicy },
  CreatePolicyVersion: {
    input: { ...ofPolicy, PolicyDocument: text, SetAsDefault: boolean },
    output: { PolicyVersion: structure(version) },
  },
  GetPolicyVersion: {
    input: { ...ofPolicy, VersionId: text },
    output: { PolicyVersion: structure(version) },
  },
  ListPolicyVersions: {
    input: { ...ofPolicy, ...paged },
    output: { Versions: memberList(structure(version)), ...more },
  },
  SetDefaultPolicyVersion: { input: { ...ofPolicy, VersionId: text } },
  DeletePolicyVersion: { input: { ...ofPolicy, VersionId: text } },
  TagPolicy: { input: { ...ofPolicy, Tags: tags } },
  UntagPolicy: { input: { ...ofPolicy, TagKeys: texts } },
  ListPolicyTags: { input: { ...ofPolicy, ...paged }, output: { Tags: tags, ...more } },
  ListEntitiesForPolicy: {
    input: { ...ofPolicy, ...paged },
    output: {
      ...{ PolicyGroups: texts, PolicyUsers: texts },
      PolicyRoles: memberList(structure({ RoleName: text, RoleId: text })),
      ...more,
    },
  },
};

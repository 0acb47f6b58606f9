import type { IAM } from "@aws-sdk/client-iam";
import { equalJson, type Json, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, integer, json, listOf, required, structure, tags, text } from "./shape.js";
import { changeTags, documentText, tagList } from "./tags.js";

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: Json;
}

export const role: ResourceProvider = {
  type: "AWS::IAM::Role",
  properties: {
    ...{
      RoleName: fixed(text),
      Path: fixed(text),
      AssumeRolePolicyDocument: required(json),
      Description: text,
    },
    ...{
      ManagedPolicyArns: listOf(text),
      MaxSessionDuration: integer,
      PermissionsBoundary: text,
      Tags: tags,
    },
    Policies: listOf(structure({ PolicyName: text, PolicyDocument: json }, "PolicyName", "PolicyDocument")),
  },
  attributes: ["Arn", "RoleId"],
  nameProperty: "RoleName",
  capability: "CAPABILITY_IAM",
  async create(properties, { clients, generatedName, begun }) {
    const iam = await clients.iam();
    const { RoleName: name = generatedName(64) } = properties;
    const RoleName = String(name);
    const { Path, Description, PermissionsBoundary, MaxSessionDuration } = properties as Record<
      string,
      string
    >;
    const { Role } = await iam.createRole({
      ...{ RoleName, AssumeRolePolicyDocument: documentText(properties.AssumeRolePolicyDocument ?? null) },
      ...{ ...(Path !== undefined && { Path }), ...(Description !== undefined && { Description }) },
      ...(PermissionsBoundary !== undefined && { PermissionsBoundary }),
      ...(MaxSessionDuration !== undefined && { MaxSessionDuration: Number(MaxSessionDuration) }),
      Tags: tagList(properties),
    });
    const made = { physicalId: RoleName, attributes: { Arn: Role?.Arn ?? "", RoleId: Role?.RoleId ?? "" } };
    begun(made);
    await putPolicies(iam, RoleName, {}, properties);
    return made;
  },
  async update(existing, properties, { clients }) {
    const iam = await clients.iam();
    const { physicalId: RoleName, properties: before } = existing;
    const differs = (name: string): boolean => !equalJson(before[name], properties[name]);
    if (differs("AssumeRolePolicyDocument")) {
      const PolicyDocument = documentText(properties.AssumeRolePolicyDocument ?? null);
      await iam.updateAssumeRolePolicy({ RoleName, PolicyDocument });
    }
    if (differs("Description") || differs("MaxSessionDuration")) {
      const { Description = "", MaxSessionDuration = 3600 } = properties;
      const [description, seconds] = [String(Description), Number(MaxSessionDuration)];
      await iam.updateRole({ RoleName, Description: description, MaxSessionDuration: seconds });
    }
    if (differs("PermissionsBoundary")) {
      const { PermissionsBoundary: boundary } = properties;
      if (boundary === undefined) await deleted(iam.deleteRolePermissionsBoundary({ RoleName }));
      else await iam.putRolePermissionsBoundary({ RoleName, PermissionsBoundary: String(boundary) });
    }
    await putPolicies(iam, RoleName, before, properties);
    await changeTags(before, properties, {
      set: (Tags) => iam.tagRole({ RoleName, Tags }),
      remove: (TagKeys) => iam.untagRole({ RoleName, TagKeys }),
    });
    return existing;
  },
  async delete({ physicalId: RoleName, properties }, { clients }) {
    const iam = await clients.iam();
    await putPolicies(iam, RoleName, properties, {});
    await deleted(iam.deleteRole({ RoleName }));
  },
};

async function putPolicies(iam: IAM, RoleName: string, before: JsonObject, after: JsonObject): Promise<void> {
  const arns = ({ ManagedPolicyArns: list = [] }: JsonObject): string[] => list as string[];
  const inline = ({ Policies: list = [] }: JsonObject): InlinePolicy[] => list as unknown as InlinePolicy[];
  for (const PolicyArn of arns(before).filter((arn) => !arns(after).includes(arn))) {
    await deleted(iam.detachRolePolicy({ RoleName, PolicyArn }));
  }
  for (const PolicyArn of arns(after).filter((arn) => !arns(before).includes(arn))) {
    await iam.attachRolePolicy({ RoleName, PolicyArn });
  }
  const kept = new Set(inline(after).map(({ PolicyName }) => PolicyName));
  for (const { PolicyName } of inline(before)) {
    if (!kept.has(PolicyName)) await deleted(iam.deleteRolePolicy({ RoleName, PolicyName }));
  }
  const known = new Map(inline(before).map((one) => [one.PolicyName, one.PolicyDocument]));
  for (const { PolicyName, PolicyDocument } of inline(after)) {
    if (equalJson(known.get(PolicyName), PolicyDocument)) continue;
    await iam.putRolePolicy({ RoleName, PolicyName, PolicyDocument: documentText(PolicyDocument) });
  }
}

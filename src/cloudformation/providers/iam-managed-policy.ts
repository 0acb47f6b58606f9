import type { IAM } from "@aws-sdk/client-iam";
import { equalJson, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, json, listOf, required, text } from "./shape.js";
import { documentText } from "./tags.js";

export const managedPolicy: ResourceProvider = {
  type: "AWS::IAM::ManagedPolicy",
  properties: {
    ...{ ManagedPolicyName: fixed(text), Path: fixed(text), Description: fixed(text) },
    ...{ PolicyDocument: required(json), Roles: listOf(text) },
  },
  attributes: ["PolicyArn"],
  nameProperty: "ManagedPolicyName",
  capability: "CAPABILITY_IAM",
  async create(properties, { clients, generatedName, begun }) {
    const iam = await clients.iam();
    const {
      ManagedPolicyName: name = generatedName(128),
      Path,
      Description,
    } = properties as Record<string, string>;
    const { Policy } = await iam.createPolicy({
      ...{ PolicyName: name, PolicyDocument: documentText(properties.PolicyDocument ?? null) },
      ...{ ...(Path !== undefined && { Path }), ...(Description !== undefined && { Description }) },
    });
    const PolicyArn = Policy?.Arn ?? "";
    const made = { physicalId: PolicyArn, attributes: { PolicyArn } };
    begun(made);
    await attach(iam, PolicyArn, {}, properties);
    return made;
  },
  async update(existing, properties, { clients }) {
    const iam = await clients.iam();
    const PolicyArn = existing.physicalId;
    if (!equalJson(existing.properties.PolicyDocument, properties.PolicyDocument)) {
      // A policy has at most five versions.
      await dropOldVersions(iam, PolicyArn);
      const PolicyDocument = documentText(properties.PolicyDocument ?? null);
      await iam.createPolicyVersion({ PolicyArn, PolicyDocument, SetAsDefault: true });
    }
    await attach(iam, PolicyArn, existing.properties, properties);
    return existing;
  },
  async delete({ physicalId: PolicyArn, properties }, { clients }) {
    const iam = await clients.iam();
    await attach(iam, PolicyArn, properties, {});
    await deleted(dropOldVersions(iam, PolicyArn));
    await deleted(iam.deletePolicy({ PolicyArn }));
  },
};

async function dropOldVersions(iam: IAM, PolicyArn: string): Promise<void> {
  const { Versions = [] } = await iam.listPolicyVersions({ PolicyArn });
  for (const { VersionId, IsDefaultVersion } of Versions) {
    if (IsDefaultVersion !== true) await deleted(iam.deletePolicyVersion({ PolicyArn, VersionId }));
  }
}

async function attach(iam: IAM, PolicyArn: string, before: JsonObject, after: JsonObject): Promise<void> {
  const roles = ({ Roles: list = [] }: JsonObject): string[] => list as string[];
  for (const RoleName of roles(before).filter((name) => !roles(after).includes(name))) {
    await deleted(iam.detachRolePolicy({ RoleName, PolicyArn }));
  }
  for (const RoleName of roles(after).filter((name) => !roles(before).includes(name))) {
    await iam.attachRolePolicy({ RoleName, PolicyArn });
  }
}

import type { JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { json, listOf, required, text } from "./shape.js";
import { documentText } from "./tags.js";

/** An inline policy of roles. */
export const rolesPolicy: ResourceProvider = {
  type: "AWS::IAM::Policy",
  properties: { PolicyName: required(text), PolicyDocument: required(json), Roles: required(listOf(text)) },
  attributes: ["Id"],
  capability: "CAPABILITY_IAM",
  async create(properties, context) {
    await put(properties, context);
    const id = context.generatedName(128);
    return { physicalId: id, attributes: { Id: id } };
  },
  async update(existing, properties, context) {
    const kept =
      existing.properties.PolicyName === properties.PolicyName ? (properties.Roles as string[]) : [];
    await remove(existing.properties, context, kept);
    await put(properties, context);
    return existing;
  },
  delete: ({ properties }, context) => remove(properties, context, []),
};

async function put(properties: JsonObject, { clients }: ProviderContext): Promise<void> {
  const iam = await clients.iam();
  const PolicyDocument = documentText(properties.PolicyDocument ?? null);
  for (const RoleName of properties.Roles as string[]) {
    await iam.putRolePolicy({ RoleName, PolicyName: String(properties.PolicyName), PolicyDocument });
  }
}

async function remove(
  properties: JsonObject,
  { clients }: ProviderContext,
  kept: readonly string[],
): Promise<void> {
  const iam = await clients.iam();
  for (const RoleName of properties.Roles as string[]) {
    if (kept.includes(RoleName)) continue;
    await deleted(iam.deleteRolePolicy({ RoleName, PolicyName: String(properties.PolicyName) }));
  }
}

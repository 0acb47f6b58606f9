import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

/** A function's ARN may end with a version or an alias, which the API takes apart. */
function qualified(name: string): { FunctionName: string; Qualifier?: string } {
  const parts = name.split(":");
  const Qualifier = parts[7] ?? (parts.length === 2 ? parts[1] : undefined);
  if (Qualifier === undefined) return { FunctionName: name };
  return { FunctionName: parts.slice(0, -1).join(":"), Qualifier };
}

export const lambdaPermission: ResourceProvider = {
  type: "AWS::Lambda::Permission",
  properties: {
    ...{
      Action: required(fixed(text)),
      FunctionName: required(fixed(text)),
      Principal: required(fixed(text)),
    },
    ...{ SourceArn: fixed(text), SourceAccount: fixed(text), EventSourceToken: fixed(text) },
    PrincipalOrgID: fixed(text),
  },
  attributes: ["Id"],
  async create({ FunctionName: name, ...properties }, { clients, generatedName }) {
    const StatementId = generatedName(100);
    const { Action, Principal, ...more } = properties as Record<string, string>;
    await (await clients.lambda()).addPermission({
      ...{ ...qualified(String(name)), StatementId, Action, Principal, ...more },
    });
    return { physicalId: StatementId, attributes: { Id: StatementId } };
  },
  async delete({ physicalId: StatementId, properties }, { clients }) {
    const lambda = await clients.lambda();
    await deleted(lambda.removePermission({ ...qualified(String(properties.FunctionName)), StatementId }));
  },
};

import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, required, text } from "./shape.js";

export const lambdaVersion: ResourceProvider = {
  type: "AWS::Lambda::Version",
  properties: { FunctionName: required(fixed(text)), CodeSha256: fixed(text), Description: fixed(text) },
  attributes: ["Version", "FunctionArn"],
  async create(properties, { clients }) {
    const lambda = await clients.lambda();
    const { FunctionName = "", CodeSha256, Description } = properties as Record<string, string>;
    const { FunctionArn = "", Version = "" } = await lambda.publishVersion({
      ...{ FunctionName, ...(CodeSha256 !== undefined && { CodeSha256 }) },
      ...(Description !== undefined && { Description }),
    });
    return { physicalId: FunctionArn, attributes: { Version, FunctionArn } };
  },
  async delete({ properties, attributes }, { clients }) {
    const lambda = await clients.lambda();
    const [FunctionName, Qualifier] = [String(properties.FunctionName), String(attributes?.Version)];
    await deleted(lambda.deleteFunction({ FunctionName, Qualifier }));
  },
};

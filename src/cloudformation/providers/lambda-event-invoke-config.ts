import type { PutFunctionEventInvokeConfigCommandInput } from "@aws-sdk/client-lambda";
import { deleted } from "./gone.js";
import type { ResourceProvider } from "./provider.js";
import { fixed, integer, required, structure, text } from "./shape.js";

const destination = structure({ Destination: text }, "Destination");

export const eventInvokeConfig: ResourceProvider = {
  type: "AWS::Lambda::EventInvokeConfig",
  properties: {
    ...{ FunctionName: required(fixed(text)), Qualifier: required(fixed(text)) },
    ...{ MaximumEventAgeInSeconds: integer, MaximumRetryAttempts: integer },
    DestinationConfig: structure({ OnFailure: destination, OnSuccess: destination }),
  },
  attributes: [],
  async create(properties, { clients }) {
    const input = properties as unknown as PutFunctionEventInvokeConfigCommandInput;
    await (await clients.lambda()).putFunctionEventInvokeConfig(input);
    return { physicalId: `${input.FunctionName}|${input.Qualifier}` };
  },
  async update(existing, properties, context) {
    await eventInvokeConfig.create(properties, context);
    return existing;
  },
  async delete({ properties }, { clients }) {
    const { FunctionName, Qualifier } = properties as Record<string, string>;
    await deleted((await clients.lambda()).deleteFunctionEventInvokeConfig({ FunctionName, Qualifier }));
  },
};

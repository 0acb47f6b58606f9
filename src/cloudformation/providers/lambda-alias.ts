import type { Lambda } from "@aws-sdk/client-lambda";
import { equalJson, isList, isObject, type Json, type JsonObject } from "../json.js";
import { deleted } from "./gone.js";
import type { ProviderContext, ResourceProvider } from "./provider.js";
import { fixed, integer, listOf, number, required, structure, text } from "./shape.js";

const weight = structure(
  { FunctionVersion: text, FunctionWeight: number },
  "FunctionVersion",
  "FunctionWeight",
);

export const lambdaAlias: ResourceProvider = {
  type: "AWS::Lambda::Alias",
  properties: {
    ...{ FunctionName: required(fixed(text)), Name: required(fixed(text)), FunctionVersion: required(text) },
    ...{ Description: text, RoutingConfig: structure({ AdditionalVersionWeights: listOf(weight) }) },
    ProvisionedConcurrencyConfig: structure({ ProvisionedConcurrentExecutions: integer }),
  },
  attributes: ["AliasArn"],
  async create(properties, context) {
    const lambda = await context.clients.lambda();
    const { AliasArn = "" } = await lambda.createAlias(inputOf(properties));
    const made = { physicalId: AliasArn, attributes: { AliasArn } };
    context.begun(made);
    await provision(lambda, properties, context);
    return made;
  },
  async update(existing, properties, context) {
    const lambda = await context.clients.lambda();
    await lambda.updateAlias({ RoutingConfig: { AdditionalVersionWeights: {} }, ...inputOf(properties) });
    const name = "ProvisionedConcurrencyConfig";
    if (!equalJson(existing.properties[name], properties[name])) {
      const { FunctionName, Name } = properties as Record<string, string>;
      if (properties[name] !== undefined) await provision(lambda, properties, context);
      else await deleted(lambda.deleteProvisionedConcurrencyConfig({ FunctionName, Qualifier: Name }));
    } else await whenProvisioned(lambda, properties, context);
    return existing;
  },
  async delete({ properties }, { clients }) {
    const { FunctionName, Name } = properties as Record<string, string>;
    await deleted((await clients.lambda()).deleteAlias({ FunctionName, Name }));
  },
};

function inputOf({ RoutingConfig: routing, ...properties }: JsonObject) {
  const { FunctionName, Name, FunctionVersion, Description } = properties as Record<string, string>;
  return {
    ...{ FunctionName, Name, FunctionVersion, ...(Description !== undefined && { Description }) },
    ...(isObject(routing) && {
      RoutingConfig: { AdditionalVersionWeights: weights(routing.AdditionalVersionWeights) },
    }),
  };
}

/** A list in templates, a map in the API. */
function weights(list: Json | undefined): Record<string, number> {
  const items = isList(list) ? list.filter(isObject) : [];
  return Object.fromEntries(items.map((one) => [String(one.FunctionVersion), Number(one.FunctionWeight)]));
}

async function provision(lambda: Lambda, properties: JsonObject, context: ProviderContext): Promise<void> {
  const { ProvisionedConcurrencyConfig: config } = properties;
  if (!isObject(config)) return;
  const { FunctionName, Name } = properties as Record<string, string>;
  const ProvisionedConcurrentExecutions = Number(config.ProvisionedConcurrentExecutions);
  await lambda.putProvisionedConcurrencyConfig({
    FunctionName,
    Qualifier: Name,
    ProvisionedConcurrentExecutions,
  });
  await whenProvisioned(lambda, properties, context);
}

async function whenProvisioned(
  lambda: Lambda,
  properties: JsonObject,
  { until }: ProviderContext,
): Promise<void> {
  if (properties.ProvisionedConcurrencyConfig === undefined) return;
  const { FunctionName, Name } = properties as Record<string, string>;
  await until(async () => {
    const found = await lambda.getProvisionedConcurrencyConfig({ FunctionName, Qualifier: Name });
    if (found.Status === "FAILED") throw new Error(found.StatusReason ?? "provisioned concurrency failed");
    return found.Status === "READY";
  });
}

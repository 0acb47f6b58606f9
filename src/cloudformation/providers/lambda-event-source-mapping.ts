import type {
  CreateEventSourceMappingCommandInput,
  Lambda,
  UpdateEventSourceMappingCommandInput,
} from "@aws-sdk/client-lambda";
import type { JsonObject } from "../json.js";
import { deleted, isGoneNow } from "./gone.js";
import type { Made, ProviderContext, ResourceProvider } from "./provider.js";
import { boolean, fixed, integer, listOf, number, required, structure, text } from "./shape.js";

const filters = structure({ Filters: listOf(structure({ Pattern: text })) });

export const eventSourceMapping: ResourceProvider = {
  type: "AWS::Lambda::EventSourceMapping",
  properties: {
    ...{ FunctionName: required(text), EventSourceArn: fixed(text), StartingPosition: fixed(text) },
    ...{
      StartingPositionTimestamp: fixed(number),
      BatchSize: integer,
      Enabled: boolean,
      FilterCriteria: filters,
    },
    ...{ BisectBatchOnFunctionError: boolean, FunctionResponseTypes: listOf(text) },
    ...{ MaximumBatchingWindowInSeconds: integer, MaximumRecordAgeInSeconds: integer },
    ...{ MaximumRetryAttempts: integer, ParallelizationFactor: integer, TumblingWindowInSeconds: integer },
    DestinationConfig: structure({ OnFailure: structure({ Destination: text }) }),
    ScalingConfig: structure({ MaximumConcurrency: integer }),
  },
  attributes: ["Id", "EventSourceMappingArn"],
  async create({ StartingPositionTimestamp: seconds, ...properties }, context) {
    const lambda = await context.clients.lambda();
    const { UUID = "", EventSourceMappingArn } = await lambda.createEventSourceMapping({
      ...(properties as unknown as CreateEventSourceMappingCommandInput),
      ...(typeof seconds === "number" && { StartingPositionTimestamp: new Date(seconds * 1000) }),
    });
    context.begun(made(UUID, EventSourceMappingArn));
    await whenSettled(lambda, UUID, context);
    return made(UUID, EventSourceMappingArn);
  },
  async update({ physicalId: UUID, properties: before, attributes = {} }, properties, context) {
    const lambda = await context.clients.lambda();
    await lambda.updateEventSourceMapping({ ...inputOf(before, properties), UUID });
    await whenSettled(lambda, UUID, context);
    return { physicalId: UUID, attributes };
  },
  async delete({ physicalId: UUID }, { clients, until }) {
    const lambda = await clients.lambda();
    await until(async () => {
      try {
        await deleted(lambda.deleteEventSourceMapping({ UUID }));
        return true;
      } catch (error) {
        // It is being changed.
        if (error instanceof Error && error.name === "ResourceInUseException") return false;
        throw error;
      }
    });
    await until(() => isGoneNow(lambda.getEventSourceMapping({ UUID })));
  },
};

/** What is not given any more is set to what it is without. */
function inputOf(before: JsonObject, after: JsonObject): Omit<UpdateEventSourceMappingCommandInput, "UUID"> {
  const { EventSourceArn: _, StartingPosition: __, StartingPositionTimestamp: ___, ...input } = after;
  const emptied: Readonly<Record<string, unknown>> = {
    ...{
      FilterCriteria: {},
      FunctionResponseTypes: [],
      DestinationConfig: {},
      ScalingConfig: {},
      Enabled: true,
    },
    ...{
      BisectBatchOnFunctionError: false,
      MaximumBatchingWindowInSeconds: 0,
      MaximumRecordAgeInSeconds: -1,
    },
    ...{ MaximumRetryAttempts: -1, ParallelizationFactor: 1, TumblingWindowInSeconds: 0 },
    BatchSize: String(before.EventSourceArn).includes(":sqs:") ? 10 : 100,
  };
  const dropped = Object.keys(before).filter((name) => after[name] === undefined && name in emptied);
  return { ...Object.fromEntries(dropped.map((name) => [name, emptied[name]])), ...input };
}

async function whenSettled(lambda: Lambda, UUID: string, { until }: ProviderContext): Promise<void> {
  await until(async () => {
    const { State } = await lambda.getEventSourceMapping({ UUID });
    return State === "Enabled" || State === "Disabled";
  });
}

function made(id: string, arn: string | undefined): Made {
  return { physicalId: id, attributes: { Id: id, ...(arn !== undefined && { EventSourceMappingArn: arn }) } };
}

import { isObject } from "../json.js";
import { destinationOf } from "./destinations.js";
import { type FunctionEvent, requiredProperty } from "./function-event.js";
import { addResource, checkKeys, picked } from "./sam-context.js";

const shared = [
  ...["BatchSize", "Enabled", "FilterCriteria", "FunctionResponseTypes", "MaximumBatchingWindowInSeconds"],
];
const ofStreams = [
  ...["BisectBatchOnFunctionError", "MaximumRecordAgeInSeconds", "MaximumRetryAttempts"],
  ...["ParallelizationFactor", "StartingPosition", "StartingPositionTimestamp", "TumblingWindowInSeconds"],
];

/** `<Function><Event>`: a mapping from a queue. */
export function addQueueEvent(event: FunctionEvent): void {
  const names = [...shared, "ScalingConfig"];
  checkKeys(event.properties, ["Queue", ...names], "an SQS event", event.path);
  event.needs.managed.add("AWSLambdaSQSQueueExecutionRole");
  addMapping(event, "Queue", names);
}

/** `<Function><Event>`: a mapping from a stream of DynamoDB or Kinesis. */
export function addStreamEvent(event: FunctionEvent): void {
  const names = [...shared, ...ofStreams];
  checkKeys(event.properties, ["Stream", "DestinationConfig", ...names], `a ${event.type} event`, event.path);
  requiredProperty(event, "StartingPosition");
  event.needs.managed.add(`AWSLambda${event.type}ExecutionRole`);
  addMapping(event, "Stream", names);
}

function addMapping(event: FunctionEvent, source: string, names: readonly string[]): void {
  const { id, properties, target, needs, context, resource, path } = event;
  const { DestinationConfig: destination } = properties;
  const failure = isObject(destination) ? destination.OnFailure : undefined;
  addResource(
    context,
    id,
    {
      Type: "AWS::Lambda::EventSourceMapping",
      Properties: {
        ...{ EventSourceArn: requiredProperty(event, source), FunctionName: target.name },
        ...picked(properties, names),
        ...(failure !== undefined && {
          DestinationConfig: {
            OnFailure: destinationOf(failure, needs, [...path, "DestinationConfig", "OnFailure"]),
          },
        }),
      },
    },
    resource.source,
  );
}

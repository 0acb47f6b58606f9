import { unmarshall } from "@aws-sdk/util-dynamodb";

type Image = Parameters<typeof unmarshall>[0];

/** One change of an item, as DynamoDB Streams gives it. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: "INSERT" | "MODIFY" | "REMOVE";
  readonly dynamodb: {
    readonly SequenceNumber: string;
    readonly NewImage?: Readonly<Record<string, unknown>>;
    readonly OldImage?: Readonly<Record<string, unknown>>;
  };
}

export interface StreamEvent {
  readonly Records: readonly StreamRecord[];
}

/** The item as it is after the change; undefined when it was removed. */
export function newImage(record: StreamRecord): Readonly<Record<string, unknown>> | undefined {
  const image = record.dynamodb.NewImage;
  return image && unmarshall(image as Image);
}

/** The item as it was before the change; undefined when it was new. */
export function oldImage(record: StreamRecord): Readonly<Record<string, unknown>> | undefined {
  const image = record.dynamodb.OldImage;
  return image && unmarshall(image as Image);
}

/** What happens here. */
export type S3EventName =
  | "ObjectCreated:Put"
  | "ObjectCreated:Copy"
  | "ObjectCreated:CompleteMultipartUpload"
  | "ObjectRemoved:Delete"
  | "ObjectTagging:Put"
  | "ObjectTagging:Delete";

/** What a configuration may name (user guide, "Supported event types"); most of it never happens here. */
const names = [
  ...["TestEvent", "ObjectCreated:*", "ObjectCreated:Put", "ObjectCreated:Post", "ObjectCreated:Copy"],
  ...["ObjectCreated:CompleteMultipartUpload", "ObjectRemoved:*", "ObjectRemoved:Delete"],
  ...[
    "ObjectRemoved:DeleteMarkerCreated",
    "ObjectRestore:*",
    "ObjectRestore:Post",
    "ObjectRestore:Completed",
  ],
  ...[
    "ObjectRestore:Delete",
    "ReducedRedundancyLostObject",
    "Replication:*",
    "Replication:OperationFailedReplication",
  ],
  ...["Replication:OperationMissedThreshold", "Replication:OperationReplicatedAfterThreshold"],
  ...["Replication:OperationNotTracked", "LifecycleExpiration:*", "LifecycleExpiration:Delete"],
  ...[
    "LifecycleExpiration:DeleteMarkerCreated",
    "LifecycleTransition",
    "IntelligentTiering",
    "ObjectAcl:Put",
  ],
  ...["ObjectTagging:*", "ObjectTagging:Put", "ObjectTagging:Delete"],
];

/** @param name `s3:ObjectCreated:*` */
export function isEventName(name: string): boolean {
  return name.startsWith("s3:") && names.includes(name.slice(3));
}

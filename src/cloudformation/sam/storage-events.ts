import { isList, isObject, type Json, type JsonObject } from "../json.js";
import type { TemplateResource } from "../template/template.js";
import { addPermission, type FunctionEvent, requiredProperty } from "./function-event.js";
import { addResource, checkKeys, picked, ref, samError } from "./sam-context.js";

/** `<Function><Event>`: a subscription to a topic. */
export function addTopicEvent(event: FunctionEvent): void {
  const { id, properties, target, context, resource, path } = event;
  const names = ["FilterPolicy", "FilterPolicyScope", "RedrivePolicy"];
  checkKeys(properties, ["Topic", ...names], "an SNS event", path);
  const TopicArn = requiredProperty(event, "Topic");
  addPermission(event, { Principal: "sns.amazonaws.com", SourceArn: TopicArn });
  addResource(
    context,
    id,
    {
      Type: "AWS::SNS::Subscription",
      Properties: { Protocol: "lambda", Endpoint: target.arn, TopicArn, ...picked(properties, names) },
    },
    resource.source,
  );
}

/** A notification of a bucket of the same template, which waits for the function's permission. */
export function addBucketEvent(event: FunctionEvent): void {
  const { id, properties, target, context, resource, path } = event;
  checkKeys(properties, ["Bucket", "Events", "Filter"], "an S3 event", path);
  const given = requiredProperty(event, "Bucket");
  const bucketId = isObject(given) && typeof given.Ref === "string" ? given.Ref : "";
  const bucket = context.resources.get(bucketId);
  if (bucket?.Type !== "AWS::S3::Bucket") {
    throw samError(
      resource.id,
      `Event with id [${id}] is invalid. S3 events must reference an S3 bucket in the same template.`,
      path,
    );
  }
  const permission = addPermission(event, {
    ...{ Principal: "s3.amazonaws.com", SourceAccount: ref("AWS::AccountId") },
  });
  const wanted = requiredProperty(event, "Events");
  const configurations = (isList(wanted) ? wanted : [wanted]).map((name) => ({
    ...{ Event: name, Function: target.arn },
    ...picked(properties, ["Filter"]),
  }));
  context.resources.set(bucketId, notifying(bucket, configurations, permission));
}

function notifying(bucket: TemplateResource, added: readonly Json[], permission: string): TemplateResource {
  const { NotificationConfiguration: given } = bucket.Properties ?? {};
  const notification: JsonObject = isObject(given) ? given : {};
  const { LambdaConfigurations: known = [] } = notification;
  const { DependsOn: before = [] } = bucket;
  return {
    ...bucket,
    DependsOn: [...(typeof before === "string" ? [before] : before), permission],
    Properties: {
      ...bucket.Properties,
      NotificationConfiguration: {
        ...notification,
        LambdaConfigurations: [...(isList(known) ? known : [known]), ...added],
      },
    },
  };
}

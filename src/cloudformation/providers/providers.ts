import { type TemplatePath, unsupported } from "../template-error.js";
import { apiDeployment } from "./apigateway-deployment.js";
import { apiMethod } from "./apigateway-method.js";
import { apiResource } from "./apigateway-resource.js";
import { restApi } from "./apigateway-rest-api.js";
import { apiStage } from "./apigateway-stage.js";
import { httpApi } from "./apigatewayv2-api.js";
import { httpDeployment } from "./apigatewayv2-deployment.js";
import { httpIntegration } from "./apigatewayv2-integration.js";
import { httpRoute } from "./apigatewayv2-route.js";
import { httpStage } from "./apigatewayv2-stage.js";
import { budget } from "./budgets-budget.js";
import { alarm } from "./cloudwatch-alarm.js";
import { table } from "./dynamodb-table.js";
import { eventBus } from "./events-bus.js";
import { eventBusPolicy } from "./events-bus-policy.js";
import { rule } from "./events-rule.js";
import { managedPolicy } from "./iam-managed-policy.js";
import { rolesPolicy } from "./iam-policy.js";
import { role } from "./iam-role.js";
import { lambdaAlias } from "./lambda-alias.js";
import { eventInvokeConfig } from "./lambda-event-invoke-config.js";
import { eventSourceMapping } from "./lambda-event-source-mapping.js";
import { lambdaFunction } from "./lambda-function.js";
import { lambdaPermission } from "./lambda-permission.js";
import { lambdaVersion } from "./lambda-version.js";
import { logGroup } from "./logs-log-group.js";
import type { ResourceProvider } from "./provider.js";
import { bucket } from "./s3-bucket.js";
import { bucketPolicy } from "./s3-bucket-policy.js";
import { subscription } from "./sns-subscription.js";
import { topic } from "./sns-topic.js";
import { topicPolicy } from "./sns-topic-policy.js";
import { queue } from "./sqs-queue.js";
import { queuePolicy } from "./sqs-queue-policy.js";

const all: readonly ResourceProvider[] = [
  apiDeployment,
  apiMethod,
  apiResource,
  restApi,
  apiStage,
  httpApi,
  httpDeployment,
  httpIntegration,
  httpRoute,
  httpStage,
  budget,
  alarm,
  table,
  eventBusPolicy,
  eventBus,
  rule,
  managedPolicy,
  rolesPolicy,
  role,
  lambdaAlias,
  eventInvokeConfig,
  eventSourceMapping,
  lambdaFunction,
  lambdaPermission,
  lambdaVersion,
  logGroup,
  bucketPolicy,
  bucket,
  subscription,
  topicPolicy,
  topic,
  queuePolicy,
  queue,
];
const providers: ReadonlyMap<string, ResourceProvider> = new Map(
  all.map((provider) => [provider.type, provider]),
);

/** @param path for the message @throws TemplateError for a type that msx cannot make */
export function providerOf(type: string, path: TemplatePath): ResourceProvider {
  const provider = providers.get(type);
  if (provider === undefined) throw unsupported(`The resource type ${type}`, path);
  return provider;
}

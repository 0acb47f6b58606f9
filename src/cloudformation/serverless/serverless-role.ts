import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { checkKeys } from "../sam/sam-context.js";
import type { ServerlessScope } from "./serverless-scope.js";

/** The one role of all functions that have none of their own. */
export const sharedRoleId = "IamRoleLambdaExecution";

/** `IamRoleLambdaExecution`: logs, the events' sources, and `provider.iam.role.statements`. */
export function serverlessRole(
  { service, stage, provider }: ServerlessScope,
  functions: readonly { readonly usesSharedRole: boolean; readonly statements: readonly JsonObject[] }[],
): JsonObject {
  if (!functions.some(({ usesSharedRole }) => usesSharedRole)) return {};
  const iam = isObject(provider.iam) ? provider.iam : {};
  checkKeys(iam, ["role"], "provider.iam", ["provider", "iam"]);
  const role = isObject(iam.role) ? iam.role : {};
  const path = ["provider", "iam", "role"];
  checkKeys(
    role,
    ["managedPolicies", "name", "path", "permissionsBoundary", "statements", "tags"],
    "provider.iam.role",
    path,
  );
  const { statements = [], managedPolicies: managed, name, permissionsBoundary: boundary } = role;
  const groups = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}*`;
  const logs = [
    {
      ...{ Effect: "Allow", Action: ["logs:CreateLogStream", "logs:CreateLogGroup", "logs:TagResource"] },
      Resource: [{ "Fn::Sub": `${groups}:*` }],
    },
    { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: [{ "Fn::Sub": `${groups}:*:*` }] },
  ];
  const tracing =
    isObject(provider.tracing) && provider.tracing.lambda !== undefined && provider.tracing.lambda !== false;
  const traces = {
    Effect: "Allow",
    Action: ["xray:PutTraceSegments", "xray:PutTelemetryRecords"],
    Resource: ["*"],
  };
  return {
    [sharedRoleId]: {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: {
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] }, Action: ["sts:AssumeRole"] },
          ],
        },
        Policies: [
          {
            PolicyName: `${stage}-${service}-lambda`,
            PolicyDocument: {
              Version: "2012-10-17",
              Statement: [
                ...[...logs, ...(tracing ? [traces] : []), ...functions.flatMap((one) => one.statements)],
                ...(isList(statements) ? statements : [statements]),
              ],
            },
          },
        ],
        ...(managed !== undefined && { ManagedPolicyArns: managed as Json }),
        ...(name !== undefined && { RoleName: name }),
        ...{ Path: role.path ?? "/", ...(boundary !== undefined && { PermissionsBoundary: boundary }) },
      },
    },
  };
}

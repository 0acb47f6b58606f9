import { isList, isObject, type Json, type JsonObject } from "../json.js";
import { type TemplatePath, unsupported } from "../template-error.js";
import { policyTemplates } from "./policy-templates.js";
import { addResource, type SamContext, type SamResource, samError, sub, tagsOf } from "./sam-context.js";

/** What events and destinations need of a function's role. */
export interface RoleNeeds {
  /** Names of AWS's own policies: `service-role/AWSLambdaSQSQueueExecutionRole`. */
  readonly managed: Set<string>;
  readonly statements: JsonObject[];
}

/** AWS's policies for Lambda are below `service-role/`. */
const serviceRoles = new Set([
  ...["AWSLambdaBasicExecutionRole", "AWSLambdaDynamoDBExecutionRole", "AWSLambdaKinesisExecutionRole"],
  ...["AWSLambdaSQSQueueExecutionRole", "AWSLambdaVPCAccessExecutionRole", "AWSLambdaENIManagementAccess"],
  ...["AWSLambdaMSKExecutionRole", "AWSLambdaRole"],
]);

function managedArn(name: string): JsonObject {
  return sub(
    `arn:\${AWS::Partition}:iam::aws:policy/${serviceRoles.has(name) ? "service-role/" : ""}${name}`,
  );
}

/** Adds `<Function>Role`, which may do what the function's `Policies` and events say. @throws TemplateError */
export function addFunctionRole(context: SamContext, resource: SamResource, needs: RoleNeeds): void {
  const { id, properties, source, path } = resource;
  const managed: Json[] = [managedArn("AWSLambdaBasicExecutionRole")];
  const inline: JsonObject[] = [];
  for (const name of needs.managed) managed.push(managedArn(name));
  if (properties.Tracing === "Active") managed.push(managedArn("AWSXrayWriteOnlyAccess"));
  if (properties.VpcConfig !== undefined) managed.push(managedArn("AWSLambdaVPCAccessExecutionRole"));
  const { Policies: policies = [] } = properties;
  (isList(policies) ? policies : [policies]).forEach((policy, index) => {
    const document = policyDocument(id, policy, [...path, "Policies", index]);
    if (document === undefined) managed.push(typeof policy === "string" ? arnOf(policy) : policy);
    else inline.push({ PolicyName: `${id}RolePolicy${index}`, PolicyDocument: document });
  });
  needs.statements.forEach((statement, index) => {
    const PolicyDocument = { Version: "2012-10-17", Statement: [statement] };
    inline.push({ PolicyName: `${id}RoleGrant${index}`, PolicyDocument });
  });
  addResource(
    context,
    `${id}Role`,
    {
      Type: "AWS::IAM::Role",
      Properties: {
        AssumeRolePolicyDocument: properties.AssumeRolePolicyDocument ?? {
          Version: "2012-10-17",
          Statement: [
            { Action: ["sts:AssumeRole"], Effect: "Allow", Principal: { Service: ["lambda.amazonaws.com"] } },
          ],
        },
        ManagedPolicyArns: managed,
        ...(inline.length > 0 && { Policies: inline }),
        ...(properties.PermissionsBoundary !== undefined && {
          PermissionsBoundary: properties.PermissionsBoundary,
        }),
        ...(properties.RolePath !== undefined && { Path: properties.RolePath }),
        Tags: tagsOf(properties, { Key: "lambda:createdBy", Value: "SAM" }),
      },
    },
    source,
  );
}

function arnOf(policy: string): Json {
  return policy.startsWith("arn:") ? policy : managedArn(policy);
}

/** undefined for what names a managed policy. */
function policyDocument(id: string, policy: Json, path: TemplatePath): JsonObject | undefined {
  if (typeof policy === "string") return undefined;
  if (!isObject(policy)) throw samError(id, "Policy at index is not valid.", path);
  if (policy.Statement !== undefined) return { Version: "2012-10-17", ...policy };
  const [name = "", ...more] = Object.keys(policy);
  if (more.length > 0) throw samError(id, `Policy at index ${String(path.at(-1))} is not valid.`, path);
  if (name === "Ref" || name.startsWith("Fn::")) return undefined;
  const template = Object.hasOwn(policyTemplates, name) ? policyTemplates[name] : undefined;
  if (template === undefined) throw unsupported(`The policy template ${name}`, [...path, name]);
  const given = policy[name];
  const parameters = isObject(given) ? given : {};
  const missing = template.parameters.filter((parameter) => parameters[parameter] === undefined);
  const unknown = Object.keys(parameters).filter((parameter) => !template.parameters.includes(parameter));
  if (missing.length + unknown.length > 0) {
    const expected = missing.length > 0 ? missing : template.parameters;
    throw samError(
      id,
      `Must specify valid parameter values for policy template '${name}': ${expected.join(", ")}`,
      path,
    );
  }
  return { Version: "2012-10-17", Statement: template.statements(parameters) };
}

import { badRequest, refused } from "../execute-api/gateway-error.js";
import { defined, refuseMembers } from "../execute-api/read-members.js";
import type { AwsInput } from "../front/aws-service.js";
import { optionalInteger, optionalText, textList, textMap } from "../front/read-input.js";
import type { Integration, Texts } from "./rest-api.js";

/** `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations` */
const functionUri =
  /^arn:[\w-]+:apigateway:[\w-]+:lambda:path\/\d{4}-\d\d-\d\d\/functions\/(arn:[\w-]+:lambda:.+)\/invocations$/;

/** The function ARN of an integration's URI; it may hold `${stageVariables.name}`. */
export function functionOf(uri: string): string | undefined {
  return functionUri.exec(uri)?.[1];
}

/** An integration by PutIntegration's members, which OpenAPI's extension has too. Throws AwsError for what is not emulated. */
export function readIntegration(input: AwsInput, resourceId: string): Integration {
  const type = (optionalText(input, "type") ?? "").toUpperCase();
  if (!["AWS_PROXY", "HTTP_PROXY", "MOCK", "AWS", "HTTP"].includes(type)) {
    throw badRequest("Invalid integration type specified");
  }
  if (type === "AWS" || type === "HTTP") throw refused(`integrations of type ${type}`);
  if (optionalText(input, "connectionType") === "VPC_LINK") throw refused("connectionType VPC_LINK");
  refuseMembers(input, ["connectionId", "tlsConfig", "integrationTarget"]);
  if (optionalText(input, "responseTransferMode") === "STREAM") throw refused("responseTransferMode STREAM");
  const requestParameters = textMap(input, "requestParameters");
  const requestTemplates = textMap(input, "requestTemplates");
  const { cacheNamespace = resourceId } = defined({ cacheNamespace: optionalText(input, "cacheNamespace") });
  const integration: Integration = {
    type: type as Integration["type"],
    ...defined({
      ...{ httpMethod: optionalText(input, "httpMethod"), uri: optionalText(input, "uri") },
      ...{ connectionType: optionalText(input, "connectionType") },
      ...{ credentials: optionalText(input, "credentials") },
      contentHandling: optionalText(input, "contentHandling"),
    }),
    ...(Object.keys(requestParameters).length > 0 && { requestParameters }),
    ...(Object.keys(requestTemplates).length > 0 && { requestTemplates }),
    passthroughBehavior: (optionalText(input, "passthroughBehavior") ?? "WHEN_NO_MATCH").toUpperCase(),
    timeoutInMillis: optionalInteger(input, "timeoutInMillis") ?? 29_000,
    ...{ cacheNamespace, cacheKeyParameters: textList(input, "cacheKeyParameters") },
  };
  checkIntegration(integration);
  return integration;
}

/** Throws AwsError. */
export function checkIntegration(integration: Integration): void {
  const { type, httpMethod = "", uri = "", timeoutInMillis: timeout, requestParameters = {} } = integration;
  if (timeout < 50 || timeout > 29_000) throw badRequest("Timeout should be between 50 ms and 29000 ms");
  if (!["WHEN_NO_MATCH", "WHEN_NO_TEMPLATES", "NEVER"].includes(integration.passthroughBehavior)) {
    throw badRequest("Invalid passthroughBehavior specified");
  }
  for (const template of Object.values(integration.requestTemplates ?? {})) checkTemplate(template);
  if (type === "MOCK") {
    if (Object.keys(requestParameters).length > 0) throw refused("requestParameters of a MOCK integration");
    return;
  }
  if (httpMethod === "") throw badRequest("Enumeration value for HttpMethod must be non-empty");
  if (type === "HTTP_PROXY") {
    if (!/^https?:\/\/.+/.test(uri)) throw badRequest("Invalid HTTP endpoint specified for URI");
    for (const [to, from] of Object.entries(requestParameters)) checkMapping(to, from);
    return;
  }
  if (!uri.startsWith("arn:")) throw badRequest("Invalid ARN specified in the request");
  if (!/^arn:[\w-]+:apigateway:[\w-]+:[\w.-]+:(path|action)\//.test(uri)) {
    throw badRequest("AWS ARN for integration must contain path or action");
  }
  if (functionOf(uri) === undefined) {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
  if (Object.keys(requestParameters).length > 0)
    throw refused("requestParameters of an AWS_PROXY integration");
}

/** Only what is a text of its own: neither directives nor variables of the template language. Throws AwsError. */
export function checkTemplate(template: string): void {
  if (/[$]|#[a-z{#*]/i.test(template)) {
    throw refused("mapping templates with variables or directives");
  }
}

/** Throws AwsError. */
function checkMapping(to: string, from: string): void {
  const isTarget = /^integration\.request\.(path|header|querystring)\.[\w.$-]+$/.test(to);
  if (!isTarget) throw badRequest(invalid(to));
  const isSource = /^method\.request\.(path|header|querystring)\.[\w.$-]+$/.test(from);
  if (isSource || isStatic(from) || /^stageVariables\.\w+$/.test(from)) return;
  if (/^(context|method\.request)\./.test(from)) throw refused(`the mapping ${from}`);
  throw badRequest(invalid(from));
}

export function isStatic(value: string): boolean {
  return /^'[^']*'$/.test(value);
}

/** The texts of parameters that are static, by the name behind their prefix. */
export function staticValues(parameters: Texts | undefined, prefix: string): [string, string][] {
  return Object.entries(parameters ?? {}).map(([name, value]) => [
    name.slice(prefix.length),
    value.slice(1, -1),
  ]);
}

function invalid(parameter: string): string {
  const errors = `Invalid mapping expression parameter specified: ${parameter}`;
  return `Invalid mapping expression specified: Validation Result: warnings : [], errors : [${errors}]`;
}

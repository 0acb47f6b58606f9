import type { StackRecord } from "../../../cloudformation/engine/stack-record.js";

/** The function that answers a service's API, as a gateway's route names it. */
export interface ApiFunction {
  /** With the alias: `user-service-dev-api:live`. */
  readonly functionName: string;
  readonly payloadFormat: "1.0" | "2.0";
}

/** The function that API Gateway may invoke; undefined where there is none, or more than one. */
export function apiFunctionOf({ resources }: StackRecord): ApiFunction | undefined {
  const all = Object.values(resources);
  const named = all.flatMap(({ type, properties }) =>
    type === "AWS::Lambda::Permission" && String(properties.Principal).startsWith("apigateway.")
      ? [String(properties.FunctionName).replace(/^arn:.*:function:/, "")]
      : [],
  );
  const [functionName, ...others] = new Set(named);
  if (functionName === undefined || others.length > 0) return undefined;
  const isRest = all.some(({ type }) => type === "AWS::ApiGateway::RestApi");
  return { functionName, payloadFormat: isRest ? "1.0" : "2.0" };
}

/**
 * The text of an `ocelot.json` whose routes to this service are answered by the function; every other byte stays. Unchanged where
 * they are already, or where the service has no route.
 */
export function withFunction(text: string, service: string, api: ApiFunction): string {
  const options = { FunctionName: api.functionName, PayloadFormatVersion: api.payloadFormat };
  // A name holds letters, digits and hyphens only, so it is safe inside the pattern.
  const named = new RegExp(`"ServiceName"\\s*:\\s*"${service}"`, "g");
  let result = "";
  let from = 0;
  for (const match of text.matchAll(named)) {
    const [start, end] = enclosingObject(text, match.index);
    const route = text.slice(start, end);
    const present = /"LambdaOptions"\s*:\s*\{[^{}]*\}/.exec(route);
    const value = `"LambdaOptions": ${JSON.stringify(options)
      .replaceAll(/([:,{])(?=")/g, "$1 ")
      .replace(/\}$/, " }")}`;
    const at = match.index - start;
    const indent = /\n([ \t]*)[^\n]*$/.exec(route.slice(0, at))?.[1];
    const between = indent === undefined ? ", " : `,${text.includes("\r\n") ? "\r\n" : "\n"}${indent}`;
    const after = at + match[0].length;
    const changed =
      present === null
        ? `${route.slice(0, after)}${between}${value}${route.slice(after)}`
        : isEqual(present[0], options)
          ? route
          : route.replace(present[0], () => value);
    result += text.slice(from, start) + changed;
    from = end;
  }
  return result + text.slice(from);
}

function isEqual(member: string, options: object): boolean {
  try {
    const parsed = (JSON.parse(`{${member}}`) as { LambdaOptions: object }).LambdaOptions;
    return JSON.stringify(parsed) === JSON.stringify(options);
  } catch {
    return false;
  }
}

/** Where the object begins and ends that a place in a JSON text is a direct member of. */
function enclosingObject(text: string, at: number): readonly [start: number, end: number] {
  const open: number[] = [];
  for (const token of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token[0] === "{") open.push(token.index);
    if (token[0] !== "}") continue;
    const start = open.pop() ?? 0;
    if (start < at && token.index > at) return [start, token.index + 1];
  }
  return [0, text.length];
}

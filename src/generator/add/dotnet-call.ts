import type { AdditionCode, AdditionTarget } from "./addition.js";
import type { CallCode } from "./call-code.js";
import type { CalleeParameter } from "./callee-operation.js";
import { assertTypesFree } from "./csharp-names.js";
import {
  answerOfOthers,
  type CsharpProperty,
  csharpProperties,
  csharpType,
  isValueType,
  jsonText,
  sentToOthers,
  usingsOf,
} from "./csharp-types.js";
import { programGain } from "./program-gain.js";
import { renderAddition } from "./render-addition.js";
import { oneLine } from "./schema-code.js";

/** Port, client, tests and page of a call. */
export function dotnetCall(call: CallCode, target: AdditionTarget): AdditionCode {
  const { names, callee } = call;
  const client = `Http${names.pascal}Call`;
  const files = renderAddition("call", target, names, templateContext(call));
  const types = ["Request", "Answer", "RefusedException"].map((end) => names.pascal + end);
  assertTypesFree(target.service, [`I${names.pascal}Call`, client, ...types], files);
  return {
    files,
    shared: [],
    gains: [
      programGain(target, {
        usings: ["Adapters.Http", "Domain"],
        types: [client],
        statements: (builder) => [
          `${builder}.Services.AddHttpClient<I${names.pascal}Call, ${client}>().ToService("${callee}");`,
        ],
      }),
    ],
    next: [`docs/calls/${names.kebab}.md`, `msx deploy ${target.service.name}`],
  };
}

function templateContext(call: CallCode): Readonly<Record<string, unknown>> {
  const { operation, names, callee, path, query, headers, request, input, answer, sample } = call;
  const { method, status, body } = operation;
  const requestRecord = csharpType(request, `${names.pascal}Request`, sentToOthers);
  const result = answer && csharpType(answer, `${names.pascal}Answer`, answerOfOthers);
  const hasRequest = operation.parameters.length > 0 || body !== undefined;
  const requestRecords = hasRequest ? requestRecord.records : [];
  const answerRecords = result?.records ?? [];
  const texts = textsOf(call);
  const pathText = `"${operation.path}"`;
  const holed = operation.path.replace(/\{([^}]+)\}/g, (_hole, name: string) => {
    const found = path.find((parameter) => parameter.name === name);
    return found ? `{Uri.EscapeDataString(${texts(found).text})}` : `%7B${name}%7D`;
  });
  const code = `$"${holed}${query.length > 0 ? "{QueryOf(request)}" : ""}"`;
  const parts = [...path, ...query, ...headers].map((one) => texts(one));
  return {
    names,
    callee,
    verb: method.toUpperCase(),
    httpMethod: method.charAt(0).toUpperCase() + method.slice(1),
    address: operation.path,
    summary: oneLine(operation.summary).replaceAll("&", "&amp;").replaceAll("<", "&lt;"),
    status,
    domainUsings: usingsOf([...requestRecords, ...answerRecords, result?.text].join("\n")),
    requestRecords,
    answerRecords,
    hasRequest,
    hasResult: result !== undefined,
    resultType: result?.text ?? "",
    resultIsClass: result !== undefined && !isValueType(result.text),
    formatsNumbers: parts.some(({ text }) => text.includes("CultureInfo")),
    pathCode: code === `$${pathText}` ? pathText : code,
    query: query.map((one) => ({ ...texts(one), wire: one.name })),
    hasQuery: query.length > 0,
    headers: headers.map((one) => ({ name: one.name, text: texts(one).text })),
    hasHeaders: headers.length > 0,
    hasBody: body !== undefined,
    sampleJson: jsonText(sample ?? null),
    inputJson: jsonText(input),
    bodyJson: jsonText(input.body ?? null),
    url: call.url,
    repeatable: call.repeatable,
    checksAnswer: result?.text === `${names.pascal}Answer` && (answer?.required ?? []).length > 0,
  };
}

interface ParameterText {
  /** Of its property. */
  readonly name: string;
  readonly list: boolean;
  readonly optional: boolean;
  /** The expression that says its value, or an item of it, as text. */
  readonly text: string;
}

/** How parameters are written into a request. */
function textsOf({ names, request }: CallCode): (parameter: CalleeParameter) => ParameterText {
  const properties = new Map(
    csharpProperties(request, `${names.pascal}Request`, sentToOthers).map((one) => [one.wire, one]),
  );
  return ({ property }) => {
    const found = properties.get(property);
    if (!found) throw new Error(`${property} is no parameter`);
    const item = /^IReadOnlyList<(.+)>$/.exec(found.type.text)?.[1];
    const text = item ? asText("one", { type: item, optional: false }) : asTextOf(found);
    return { name: found.name, list: item !== undefined, optional: found.optional, text };
  };
}

function asTextOf({ name, type, optional }: CsharpProperty): string {
  return asText(`request.${name}`, { type: type.text, optional });
}

function asText(
  value: string,
  { type, optional }: { readonly type: string; readonly optional: boolean },
): string {
  const may = optional ? "?" : "";
  if (type === "string") return value;
  if (type === "long" || type === "decimal") return `${value}${may}.ToString(CultureInfo.InvariantCulture)`;
  if (type === "bool")
    return optional
      ? `${value} switch { true => "true", false => "false", null => null }`
      : `(${value} ? "true" : "false")`;
  return `${value}${may}.ToString()`;
}

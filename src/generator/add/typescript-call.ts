import type { AdditionCode, AdditionTarget } from "./addition.js";
import type { CallCode } from "./call-code.js";
import type { CalleeParameter } from "./callee-operation.js";
import { exportGain } from "./export-gain.js";
import { renderAddition } from "./render-addition.js";
import { oneLine, typeText, valueText, zodText } from "./schema-code.js";

/** Port, client, tests and page of a call. */
export function typescriptCall(call: CallCode, target: AdditionTarget): AdditionCode {
  const { names, callee } = call;
  return {
    files: renderAddition("call", target, names, templateContext(call)),
    shared: [],
    gains: [exportGain(target, `http${names.pascal}`, `./http-${names.kebab}.js`)],
    next: [
      `const ${names.camel} = http${names.pascal}(client("${callee}"));`,
      `docs/calls/${names.kebab}.md`,
    ],
  };
}

function templateContext(call: CallCode): Readonly<Record<string, unknown>> {
  const { operation, names, callee, path, query, headers, request, input, answer, sample } = call;
  const { parameters, body, method, status } = operation;
  const hasRequest = parameters.length > 0 || body !== undefined;
  return {
    names,
    callee,
    verb: method.toUpperCase(),
    address: operation.path,
    summary: oneLine(operation.summary),
    status,
    requestType: hasRequest ? typeText(request) : "Readonly<Record<string, never>>",
    resultType: answer ? typeText(answer) : "void",
    hasRequest,
    hasResult: answer !== undefined,
    zod: answer ? zodText(answer) : "",
    pathCode: pathCode(operation.path, path),
    query: query.map(({ name, property, schema }) => ({
      name,
      property,
      list: schema.type === "array",
    })),
    hasQuery: query.length > 0,
    headers: headers.map(({ name, property, required }) => ({
      name: JSON.stringify(name),
      property,
      required,
    })),
    hasHeaders: headers.length > 0,
    hasBody: body !== undefined,
    input: valueText(input),
    sample: sample === undefined ? "undefined" : valueText(sample),
    url: call.url,
    body: body ? valueText(input.body) : "undefined",
    repeatable: call.repeatable,
    checksAnswer: answer !== undefined && (answer.required ?? []).length > 0,
  };
}

/** The path as the inside of a template literal. */
function pathCode(path: string, parameters: readonly CalleeParameter[]): string {
  return path.replace(/\{([^}]+)\}/g, (_hole, name: string) => {
    const found = parameters.find((parameter) => parameter.name === name);
    const value = `request.${found?.property ?? name}`;
    return `\${encodeURIComponent(${found?.schema.type === "string" ? value : `String(${value})`})}`;
  });
}

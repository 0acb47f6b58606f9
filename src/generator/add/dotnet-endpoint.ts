import type { AdditionCode, AdditionTarget } from "./addition.js";
import { assertRecordNames, assertTypesFree } from "./csharp-names.js";
import { csharpProperties, csharpType, jsonText, ownBody, parameterName, usingsOf } from "./csharp-types.js";
import type { EndpointCode } from "./endpoint-code.js";
import { type EndpointSample, endpointSample } from "./endpoint-sample.js";
import { objectSchema } from "./field.js";
import { programGain } from "./program-gain.js";
import { renderAddition } from "./render-addition.js";
import { sampleOf } from "./sample-value.js";

/** Controller, use case, tests and page of an endpoint. */
export function dotnetEndpoint(endpoint: EndpointCode, target: AdditionTarget): AdditionCode {
  const { names } = endpoint;
  assertRecordNames("--field", endpoint.input);
  assertRecordNames("--returns", endpoint.returns);
  const useCase = `${names.pascal}UseCase`;
  const types = [
    useCase,
    `I${useCase}`,
    ...["Input", "Result", "Controller"].map((end) => names.pascal + end),
  ];
  const files = renderAddition("endpoint", target, names, templateContext(endpoint));
  assertTypesFree(target.service, [...types, fieldsType(endpoint)], files);
  return {
    files,
    shared: [],
    gains: [
      programGain(target, {
        usings: ["Domain"],
        types: [useCase],
        statements: (builder) => [`${builder}.Services.AddScoped<I${useCase}, ${useCase}>();`],
      }),
    ],
    next: [`src/Domain/${useCase}.cs`, `msx deploy ${target.service.name}`],
  };
}

/** What carries the fields: the use case's input itself, where the path adds nothing to it. */
function fieldsType({ names, parameters, inQuery }: EndpointCode): string {
  if (parameters.length === 0) return `${names.pascal}Input`;
  return `${names.pascal}${inQuery ? "Query" : "Body"}`;
}

function templateContext(endpoint: EndpointCode): Readonly<Record<string, unknown>> {
  const { names, method, address, parameters, fields, inQuery, input, returns } = endpoint;
  const sample = endpointSample(endpoint);
  const record = fieldsType(endpoint);
  const given = unused(inQuery ? "query" : "body", parameters);
  const cancellation = unused("cancellation", [...parameters, given]);
  const inputRecord = csharpType(objectSchema(input), `${names.pascal}Input`, ownBody).records.join("");
  const result = csharpType(objectSchema(returns), `${names.pascal}Result`, ownBody).records.join("");
  const hasFields = fields.length > 0;
  const fieldsRecord = csharpType(objectSchema(fields), record, ownBody).records.join("").replace(/;$/, "");
  const binding = inQuery ? '[FromQuery(Name = "")]' : "[FromBody]";
  return {
    names,
    verb: method.toUpperCase(),
    attribute: `Http${method.charAt(0).toUpperCase()}${method.slice(1)}`,
    address,
    domainUsings: usingsOf(inputRecord + result),
    inputRecord,
    hasInput: input.length > 0,
    result,
    hasResult: returns.length > 0,
    splits: hasFields && parameters.length > 0,
    where: inQuery ? "query" : "body",
    record,
    fieldsRecord,
    adapterUsings: usingsOf(fieldsRecord),
    pathParameters: parameters.map((name) => `string ${parameterName(name)}`).join(", "),
    toInput: toInput(endpoint, record),
    parameters: [
      ...parameters.map((name) => `string ${parameterName(name)}`),
      ...(hasFields ? [`${binding} ${record} ${given}`] : []),
      `CancellationToken ${cancellation}`,
    ].join(", "),
    arguments: [...inputExpression(endpoint, given), cancellation].join(", "),
    ...testContext(endpoint, sample),
  };
}

function testContext(
  { parameters, fields, inQuery, returns }: EndpointCode,
  sample: EndpointSample,
): Readonly<Record<string, unknown>> {
  return {
    url: sample.url,
    hasFields: fields.length > 0,
    reads: fields.length > 0 || returns.length > 0,
    pathValues: parameters.map((name) => `"${sample.path[name] ?? ""}", `).join(""),
    fieldsJson: jsonText(sample.fields),
    inputJson: jsonText({ ...sample.path, ...sample.fields }),
    resultJson: jsonText(sampleOf(objectSchema(returns))),
    sent: fields.length > 0 && !inQuery ? `, ${jsonText(sample.fields)}` : "",
    refusable: sample.wrong !== undefined,
    wrongUrl: sample.wrongUrl,
    wrongSent: inQuery || !sample.wrong ? "" : `, ${jsonText(sample.wrong)}`,
  };
}

/** The arguments of `new …Input(…)`, in the order of its parameters: what the path gives, and the record's own. */
function toInput({ names, parameters, input }: EndpointCode, record: string): string {
  const own = new Map(
    csharpProperties(
      objectSchema(input.filter(({ name }) => !parameters.includes(name))),
      record,
      ownBody,
    ).map(({ wire, name }) => [wire, name]),
  );
  return csharpProperties(objectSchema(input), `${names.pascal}Input`, ownBody)
    .map(({ wire }) => own.get(wire) ?? parameterName(wire))
    .join(", ");
}

function inputExpression(
  { names, parameters, fields, input }: EndpointCode,
  given: string,
): readonly string[] {
  if (input.length === 0) return [];
  const path = parameters.map(parameterName).join(", ");
  if (fields.length === 0) return [`new ${names.pascal}Input(${path})`];
  return [parameters.length > 0 ? `${given}.ToInput(${path})` : given];
}

function unused(wanted: string, taken: readonly string[]): string {
  return taken.includes(wanted) ? unused(`${wanted}2`, taken) : wanted;
}

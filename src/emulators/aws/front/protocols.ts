import type { AwsError } from "./aws-error.js";
import type { AwsOutput, AwsService, RestAnswer } from "./aws-service.js";
import { encodeXml, textElement } from "./encode-xml.js";

/** How an answer is written down for a client. */
export interface Protocol {
  output(operation: string, output: AwsOutput): RestAnswer;
  error(error: AwsError): RestAnswer;
}

/** AWS JSON 1.0 and 1.1 (smithy.io, aws-json-1_0-protocol). @param service undefined where the target names none */
export function jsonProtocol(service: AwsService | undefined, version: string, requestId: string): Protocol {
  const headers = { "content-type": `application/x-amz-json-${version}`, "x-amzn-requestid": requestId };
  return {
    output: (_operation, output) => ({ headers, body: JSON.stringify(output) }),
    error(error) {
      const namespace = error.namespace ?? service?.json?.errorNamespace ?? "com.amazon.coral.service";
      const type = `${namespace}#${error.code}`;
      const query = { "x-amzn-query-error": `${error.queryCode};${error.fault}` };
      return {
        status: error.status,
        headers: { ...headers, ...(service?.json?.queryCompatible && query) },
        body: JSON.stringify({ __type: type, message: error.message, ...error.members }),
      };
    },
  };
}

/** The query protocol (smithy.io, aws-query-protocol). @param service undefined where the form names none */
export function queryProtocol(service: AwsService | undefined, requestId: string): Protocol {
  const headers = { "content-type": "text/xml", "x-amzn-requestid": requestId };
  const attribute = service?.query === undefined ? "" : ` xmlns="${service.query.namespace}"`;
  return {
    output(operation, output) {
      const fields = service?.query?.shapes[operation]?.output;
      const result =
        fields === undefined ? "" : `<${operation}Result>${encodeXml(output, fields)}</${operation}Result>`;
      const metadata = `<ResponseMetadata>${textElement("RequestId", requestId)}</ResponseMetadata>`;
      const name = `${operation}Response`;
      return { headers, body: `<?xml version="1.0"?><${name}${attribute}>${result}${metadata}</${name}>` };
    },
    error(error) {
      const parts = [
        ["Type", error.fault],
        ["Code", error.queryCode],
        ["Message", error.message],
      ] as const;
      const inner = parts.map(([name, value]) => textElement(name, value)).join("");
      const id = textElement("RequestId", requestId);
      return {
        status: error.status,
        headers,
        body: `<?xml version="1.0"?><ErrorResponse${attribute}><Error>${inner}<Detail/></Error>${id}</ErrorResponse>`,
      };
    },
  };
}

/** Errors of the REST protocols: `json` as Lambda writes them, `xml` as S3 does. */
export function restError(error: AwsError, style: "json" | "xml", requestId: string): RestAnswer {
  if (style === "json") {
    return {
      status: error.status,
      headers: {
        ...{ "content-type": "application/json", "x-amzn-requestid": requestId },
        "x-amzn-errortype": error.code,
      },
      body: JSON.stringify({ Type: error.fault, message: error.message, ...error.members }),
    };
  }
  const parts = [
    ["Code", error.code],
    ["Message", error.message],
    ...Object.entries(error.members).map(([name, value]) => [name, String(value)] as const),
    ["RequestId", requestId],
  ] as const;
  const inner = parts.map(([name, value]) => textElement(name, value)).join("");
  return {
    status: error.status,
    headers: { "content-type": "application/xml", "x-amz-request-id": requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?><Error>${inner}</Error>`,
  };
}

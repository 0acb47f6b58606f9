import type { AsyncEvents } from "../invoke/async-events.js";
import { checkJson, checkSize, type Invoker, maxAsyncBytes, maxSyncBytes } from "../invoke/invoker.js";
import { resolveFunction } from "../invoke/resolve-function.js";
import { invalidParameter, validation } from "../lambda-error.js";
import { functionArn } from "../state/function-record.js";
import type { Functions } from "../state/functions.js";
import { type LambdaOperation, type LambdaRequest, namedFunction } from "./request.js";

/** `Invoke`: now, later, or only as a question whether it would be possible. */
export function invokeOperation(
  functions: Functions,
  invoker: Invoker,
  events: AsyncEvents,
): Readonly<Record<string, LambdaOperation>> {
  return {
    async Invoke(request) {
      const { body, call } = request;
      const named = namedFunction(request);
      const type = header(request, "x-amz-invocation-type") ?? "RequestResponse";
      const logType = header(request, "x-amz-log-type") ?? "None";
      if (header(request, "x-amz-tenant-id") !== undefined)
        throw invalidParameter("Tenants are not emulated by msx");
      if (!["RequestResponse", "Event", "DryRun"].includes(type)) {
        throw validation(
          "invocationType",
          type,
          "Member must satisfy enum value set: [Event, RequestResponse, DryRun]",
        );
      }
      checkSize(body, type === "Event" ? maxAsyncBytes : maxSyncBytes);
      checkJson(body);
      const { version, record } = resolveFunction(functions, named, 1);
      if (type === "DryRun") {
        return { status: 204, raw: { headers: { "x-amz-executed-version": version.version } } };
      }
      if (type === "Event") {
        events.take(functionArn(record, named.qualifier), body, call.requestId);
        return { status: 202, raw: { body: "" } };
      }
      const [traceId, clientContext] = [
        header(request, "x-amzn-trace-id"),
        header(request, "x-amz-client-context"),
      ];
      const result = await invoker.run(named, body, {
        requestId: call.requestId,
        ...(traceId !== undefined && { traceId }),
        ...(clientContext !== undefined && {
          clientContext: Buffer.from(clientContext, "base64").toString("utf8"),
        }),
      });
      return {
        raw: {
          headers: {
            ...{ "content-type": "application/json", "x-amz-executed-version": result.executedVersion },
            ...(result.errorType !== undefined && { "x-amz-function-error": "Unhandled" }),
            ...(logType === "Tail" && { "x-amz-log-result": result.tail.toString("base64") }),
          },
          body: result.payload,
        },
      };
    },
  };
}

function header({ headers }: LambdaRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

import type { MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { ApiEvent } from "../../src/chassis/api-request.js";
import type { QueueRecord } from "../../src/chassis/consume-queue.js";
import type { LambdaContext } from "../../src/chassis/lambda-context.js";
import type { SendMetrics } from "../../src/chassis/metrics.js";

/** What Lambda hands to a handler beside the event. */
export const context: LambdaContext = {
  awsRequestId: "00000000-0000-4000-8000-00000000c0de",
  functionName: "test",
  getRemainingTimeInMillis: () => 10_000,
};

/** Takes metrics instead of CloudWatch. */
export function recordedMetrics(): {
  readonly sent: MetricDatum[];
  readonly observe: { sendMetrics: SendMetrics };
} {
  const sent: MetricDatum[] = [];
  const sendMetrics: SendMetrics = async (_namespace, data) => {
    sent.push(...data);
  };
  return { sent, observe: { sendMetrics } };
}

/** A request as an HTTP API gives it (payload 2.0). */
export function httpEvent(
  method: string,
  path: string,
  {
    body,
    headers = {},
    query = "",
  }: { body?: unknown; headers?: Record<string, string>; query?: string } = {},
): ApiEvent {
  return {
    version: "2.0",
    rawPath: path,
    rawQueryString: query,
    headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
    requestContext: { requestId: "test", http: { method, path } },
    ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    isBase64Encoded: false,
  };
}

/** An event as EventBridge puts it into a queue, and Lambda takes it from there. */
export function queued(
  type: string,
  data: Readonly<Record<string, unknown>>,
  {
    id = "6f0c9f5e-7f0b-4c0a-9a43-0d6a3b6c2f11",
    received = 1,
    traceparent,
  }: { id?: string; received?: number; traceparent?: string } = {},
): QueueRecord {
  const cloudEvent = {
    specversion: "1.0",
    id,
    source: "test",
    type,
    subject: "test",
    time: "2030-01-02T03:04:05.678Z",
    ...(traceparent !== undefined && { traceparent }),
  };
  const body = { version: "0", id, "detail-type": type, source: "test", detail: { ...data, cloudEvent } };
  return {
    messageId: `message-${id}`,
    receiptHandle: `receipt-${id}`,
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: String(received) },
  };
}

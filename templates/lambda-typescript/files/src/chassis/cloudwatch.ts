import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import type { SendMetrics } from "./metrics.js";

/** Short, so that a monitoring that is away delays an invocation by little. */
const timeoutMs = 1_000;

let client: CloudWatchClient | undefined;

export const sendToCloudWatch: SendMetrics = async (namespace, data) => {
  // Made once for all invocations of this process.
  client ??= new CloudWatchClient({ maxAttempts: 2, requestHandler: { requestTimeout: timeoutMs } });
  await client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData: data }));
};

import { trace as otel, ROOT_CONTEXT, SpanStatusCode } from "@opentelemetry/api";
import { connect } from "amqplib";
import { tracer } from "../../conformance/otlp/traced-service.js";

/** What the page is tried with, on whichever engine. */
export interface TriedWorkspace {
  readonly folder: string;
  /** What `msx env` prints. */
  variables(): Promise<Record<string, string>>;
}

export const queue = "echo.orders";

/** Consul, a broker, tracing and the gateway. */
export function workspaceYaml(name: string): string {
  return `apiVersion: msx/v1\nkind: Workspace\nname: ${name}\nplatform: { disabled: [postgres, aws] }\n`;
}

/** What the service says besides of its events; the test plays that part of it. */
export const eventsYaml = `publishes:
  - { event: ParcelSentEvent, exchange: parcel_events }
consumes:
  - { event: OrderPaidEvent, exchange: order_events, queue: ${queue} }
`;

/** Publishes an event, as a generated service does. */
export async function publish(workspace: TriedWorkspace, id: string, data: object): Promise<void> {
  const connection = await connect((await workspace.variables()).AMQP_URL ?? "");
  const channel = await connection.createConfirmChannel();
  await channel.assertExchange("parcel_events", "topic", { durable: true });
  channel.publish("parcel_events", "parcelsentevent", Buffer.from(JSON.stringify(data)), {
    headers: { "cloudEvents:id": id, "cloudEvents:type": "ParcelSentEvent" },
  });
  await channel.waitForConfirms();
  await connection.close();
}

/** Gives a message up, as the consumer of a generated service does. */
export async function giveUp(workspace: TriedWorkspace, id: string, failure: string): Promise<void> {
  const connection = await connect((await workspace.variables()).AMQP_URL ?? "");
  const channel = await connection.createConfirmChannel();
  for (const name of [queue, `${queue}.dlq`]) await channel.assertQueue(name, { durable: true });
  channel.sendToQueue(`${queue}.dlq`, Buffer.from("{}"), {
    headers: { "cloudEvents:id": id, "cloudEvents:type": "OrderPaidEvent", "x-failure": failure },
    persistent: true,
  });
  await channel.waitForConfirms();
  await connection.close();
}

/** Hands in a trace of two services, one of whose spans failed. @returns its id */
export async function trace(workspace: TriedWorkspace, name: string): Promise<string> {
  const url = (await workspace.variables()).OTEL_EXPORTER_OTLP_ENDPOINT ?? "";
  const [shop, bank] = [tracer("shop", url), tracer("bank", url)];
  const now = Date.now();
  const root = shop.getTracer("test").startSpan(name, { startTime: now });
  const { traceId, spanId } = root.spanContext();
  const within = otel.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 });
  const payment = bank.getTracer("test").startSpan("charge the card", { startTime: now + 40 }, within);
  payment.setAttribute("card.kind", "<b>debit</b>");
  payment.setStatus({ code: SpanStatusCode.ERROR, message: "declined" });
  payment.end(now + 90);
  root.end(now + 100);
  await Promise.all([shop.forceFlush(), bank.forceFlush()]);
  return traceId;
}

/** Hands in one more span of a trace. */
export async function lateSpan(workspace: TriedWorkspace, traceId: string): Promise<void> {
  const mail = tracer("mail", (await workspace.variables()).OTEL_EXPORTER_OTLP_ENDPOINT ?? "");
  const within = otel.setSpanContext(ROOT_CONTEXT, { traceId, spanId: "00f067aa0ba902b7", traceFlags: 1 });
  mail.getTracer("test").startSpan("send the receipt", {}, within).end();
  await mail.forceFlush();
}

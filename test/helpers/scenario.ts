import { randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { ScenarioClient, ScenarioError } from "./scenario-client.js";
import { readTrace, type SeenSpan } from "./trace-reader.js";

/** The reference domain at work, step by step; a step's title is said before it, what it saw after it. */
export const scenarioSteps = {
  user: { en: "create a user", es: "crear un usuario" },
  duplicate: { en: "the same e-mail again is refused", es: "el mismo correo otra vez se rechaza" },
  projected: { en: "the order service learns of the user", es: "el servicio de pedidos conoce al usuario" },
  order: { en: "place an order", es: "hacer un pedido" },
  processed: { en: "stock reserved, paid, processed", es: "existencias reservadas, pagado, procesado" },
  notified: { en: "the customer is notified", es: "se notifica al cliente" },
  declined: {
    en: "a declined payment: stock released, order cancelled",
    es: "un pago rechazado: existencias liberadas, pedido cancelado",
  },
  refund: { en: "refund the payment", es: "reembolsar el pago" },
  events: { en: "the user's events are listed", es: "se listan los eventos del usuario" },
  trace: {
    en: "one trace: gateway, order, payment, database, broker, consumer",
    es: "una sola traza: pasarela, pedido, pago, base de datos, bróker, consumidor",
  },
} as const;
export type StepName = keyof typeof scenarioSteps;

export interface StepReport<Name = StepName> {
  readonly step: Name;
  /** Facts: statuses, ids, numbers. The same in every language. */
  readonly saw: string;
  readonly ms: number;
}

export interface ScenarioOptions {
  /** Without a trailing slash. */
  readonly gatewayUrl: string;
  /** Where traces are read back; without it the trace step is left out. */
  readonly tracingUrl?: string;
  /** Of the services: what carries their events, and keeps their data. By HTTP they are the same. */
  readonly form?: Form;
  readonly onStep?: (report: StepReport) => void;
  readonly signal?: AbortSignal;
}

export type Form = "microservice" | "lambda";

interface Order {
  readonly status: string;
  readonly total: number;
  readonly reason?: string;
}
interface Payment {
  readonly id: string;
  readonly status: string;
  readonly amount: number;
}
interface List<Item> {
  readonly items: readonly Item[];
}

/**
 * Runs the whole scenario, through the gateway only. It can be run again on the same services: every run has a user of its
 * own and counts stock from what it finds.
 * @throws ScenarioError naming what was expected and what was seen
 */
export async function runScenario(options: ScenarioOptions): Promise<readonly StepReport[]> {
  const signal = options.signal ?? new AbortController().signal;
  const client = new ScenarioClient(options.gatewayUrl, signal);
  const { reports, step } = stepper(scenarioSteps, options.onStep);

  const email = `ada.${randomUUID().slice(0, 8)}@example.com`;
  const userId = await step("user", () => createUser(client, email));
  await step("duplicate", () => refuseDuplicate(client, email));
  await step("projected", () => seeProjection(client, userId, email));
  const parent = { traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") };
  const stock = await stockOf(client);
  const orderId = await step("order", () => placeOrder(client, userId, "card", parent));
  const paymentId = await step("processed", () => seeProcessed(client, orderId, stock));
  await step("notified", () => seeNotification(client, orderId));
  await step("declined", () => seeDeclined(client, userId, stock - quantity));
  await step("refund", () => refund(client, paymentId));
  await step("events", () => seeEvents(client, userId, email));
  const { tracingUrl, form = "microservice" } = options;
  if (tracingUrl !== undefined) await step("trace", () => seeTrace(tracingUrl, parent, form, signal));
  return reports;
}

/** Says what each step saw, and how long it took. */
export function stepper<Name extends string>(
  titles: Readonly<Record<Name, { readonly en: string }>>,
  onStep: ((report: StepReport<Name>) => void) | undefined,
) {
  const reports: StepReport<Name>[] = [];
  const step = async <T>(name: Name, work: () => Promise<readonly [string, T]>): Promise<T> => {
    const started = performance.now();
    const [saw, value] = await work().catch((error: unknown) => {
      throw new ScenarioError(`${titles[name].en}: ${(error as Error).message}`, { cause: error });
    });
    const report = { step: name, saw, ms: Math.round(performance.now() - started) };
    reports.push(report);
    onStep?.(report);
    return value;
  };
  return { reports, step };
}

/** The client's own span, which nobody exports. */
interface ClientSpan {
  readonly traceId: string;
  readonly spanId: string;
}

const sku = "B";
const quantity = 3;
const price = 9.99;
const total = 29.97;

async function createUser(client: ScenarioClient, email: string): Promise<readonly [string, string]> {
  const created = await client.call<{ id: string; email: string }>("POST", "/api/users", 201, {
    body: { name: "Ada Lovelace", email },
  });
  const location = created.headers.get("location") ?? "";
  const { id } = created.body;
  expect(location.endsWith(`/users/${id}`), `Location is "${location}" for user ${id}`);
  const read = await client.call<{ email: string }>("GET", `/api/users/${id}`, 200);
  expect(read.body.email === email, read.line);
  return [`201, Location ${location}`, id];
}

async function refuseDuplicate(client: ScenarioClient, email: string): Promise<readonly [string, undefined]> {
  const refused = await client.call("POST", "/api/users", 409, { body: { name: "Another", email } });
  const type = refused.headers.get("content-type") ?? "";
  expect(type.startsWith("application/problem+json"), `409 with content type "${type}"`);
  return [`409 ${String(refused.body.title)}`, undefined];
}

async function seeProjection(
  client: ScenarioClient,
  userId: string,
  email: string,
): Promise<readonly [string, undefined]> {
  const path = `/api/orders/customers/${userId}`;
  const found = await client.until<{ email: string }>(path, ({ status }) => status === 200);
  expect(found.body.email === email, found.line);
  return [`GET ${path} → 200`, undefined];
}

async function stockOf(client: ScenarioClient): Promise<number> {
  const { body } = await client.call<{ available: number }>("GET", `/api/orders/stock/${sku}`, 200);
  return body.available;
}

async function placeOrder(
  client: ScenarioClient,
  userId: string,
  paymentMethod: string,
  { traceId, spanId }: ClientSpan = {
    traceId: randomBytes(16).toString("hex"),
    spanId: randomBytes(8).toString("hex"),
  },
): Promise<readonly [string, string]> {
  const taken = await client.call<{ id: string; status: string }>("POST", "/api/orders", 202, {
    body: { userId, items: [{ sku, quantity, price }], paymentMethod },
    headers: { traceparent: `00-${traceId}-${spanId}-01` },
  });
  const { id, status } = taken.body;
  expect(status === "Pending", taken.line);
  const location = taken.headers.get("location") ?? "";
  expect(location.endsWith(`/orders/${id}`), `Location is "${location}" for order ${id}`);
  // Never 404 after the 202: this read comes at once.
  await client.call("GET", `/api/orders/${id}`, 200);
  return [`202 ${status}, Location ${location}`, id];
}

async function seeProcessed(
  client: ScenarioClient,
  orderId: string,
  stockBefore: number,
): Promise<readonly [string, string]> {
  const done = await client.until<Order>(`/api/orders/${orderId}`, ({ body }) => body.status !== "Pending");
  expect(done.body.status === "Processed" && done.body.total === total, done.line);
  const stock = await stockOf(client);
  expect(stock === stockBefore - quantity, `stock of ${sku} is ${stock}, was ${stockBefore}`);
  const payments = await client.call<List<Payment>>("GET", `/api/payments?orderId=${orderId}`, 200);
  const [payment, ...others] = payments.body.items;
  expect(payment?.status === "Authorized" && payment.amount === total && others.length === 0, payments.line);
  return [`${done.body.status}, stock of ${sku} ${stockBefore} → ${stock}, paid ${total}`, payment?.id ?? ""];
}

async function seeNotification(
  client: ScenarioClient,
  orderId: string,
): Promise<readonly [string, undefined]> {
  const path = `/api/orders/${orderId}/notifications`;
  const { body } = await client.until<List<{ message: string }>>(
    path,
    (answer) => answer.body.items?.length > 0,
  );
  return [body.items[0]?.message ?? "", undefined];
}

async function seeDeclined(
  client: ScenarioClient,
  userId: string,
  stockBefore: number,
): Promise<readonly [string, undefined]> {
  const [, orderId] = await placeOrder(client, userId, "declined");
  const done = await client.until<Order>(`/api/orders/${orderId}`, ({ body }) => body.status !== "Pending");
  expect(done.body.status === "Cancelled" && /declined/i.test(done.body.reason ?? ""), done.line);
  const stock = await stockOf(client);
  expect(stock === stockBefore, `stock of ${sku} is ${stock}, was ${stockBefore}`);
  return [`Cancelled (${done.body.reason}), stock of ${sku} ${stock}`, undefined];
}

async function refund(client: ScenarioClient, paymentId: string): Promise<readonly [string, undefined]> {
  const { body, line } = await client.call<Payment>("POST", `/api/payments/${paymentId}/refund`, 200);
  expect(body.status === "Refunded", line);
  return [body.status, undefined];
}

async function seeEvents(
  client: ScenarioClient,
  userId: string,
  email: string,
): Promise<readonly [string, undefined]> {
  await client.call("PUT", `/api/users/${userId}`, 200, { body: { name: "Ada King", email } });
  const { body, line } = await client.call<List<{ version: number; type: string }>>(
    "GET",
    `/api/users/${userId}/events`,
    200,
  );
  const listed = body.items.map(({ version, type }) => `${version} ${type}`);
  expect(listed.join() === "1 UserCreatedEvent,2 UserUpdatedEvent", line);
  return [listed.join(", "), undefined];
}

/** What a form's services talk and write to, by OpenTelemetry's names. */
const systems = {
  // Containers ask for payments by HTTP, functions by an event.
  microservice: { database: "postgresql", broker: "rabbitmq", queue: "rabbitmq", payment: "server" },
  lambda: { database: "aws.dynamodb", broker: "aws.eventbridge", queue: "aws_sqs", payment: "consumer" },
} as const;

/** What the order's trace must hold. */
function traceParts(form: Form): Readonly<Record<string, (span: SeenSpan) => boolean>> {
  const { database, broker, queue, payment } = systems[form];
  const isDatabase = ({ attributes }: SeenSpan): boolean =>
    attributes["db.system.name"] === database || attributes["db.system"] === database;
  const isMessage = ({ attributes }: SeenSpan, system: string): boolean =>
    attributes["messaging.system"] === system;
  return {
    gateway: (span) => span.service === "gateway" && span.kind === "server",
    order: (span) => span.service === "order-service" && span.kind === "server",
    payment: (span) => span.service === "payment-service" && span.kind === payment,
    "order's database": (span) => span.service === "order-service" && isDatabase(span),
    "payment's database": (span) => span.service === "payment-service" && isDatabase(span),
    broker: (span) => span.kind === "producer" && isMessage(span, broker),
    consumer: (span) => span.kind === "consumer" && isMessage(span, queue),
    "the notification's consumer": (span) =>
      span.kind === "consumer" && span.name === "process OrderProcessedEvent",
  };
}

async function seeTrace(
  tracingUrl: string,
  { traceId, spanId: clientSpanId }: ClientSpan,
  form: Form,
  signal: AbortSignal,
): Promise<readonly [string, undefined]> {
  // Spans are exported in batches, every five seconds by default.
  const end = performance.now() + 30_000;
  const parts = traceParts(form);
  for (;;) {
    const spans = await readTrace(tracingUrl, traceId);
    const known = new Set([clientSpanId, ...spans.map(({ spanId }) => spanId)]);
    const missing = Object.keys(parts).filter((part) => !spans.some((span) => parts[part]?.(span)));
    // One tree: every span hangs on another one.
    if (spans.some(({ parentSpanId = "" }) => !known.has(parentSpanId))) missing.push("a span's parent");
    if (missing.length === 0) return [`${traceId}, ${spans.length} spans`, undefined];
    if (performance.now() > end) {
      const seen = spans.map(({ service, kind, name }) => `${service} ${kind} ${name}`).join("; ");
      throw new ScenarioError(`trace ${traceId} lacks ${missing.join(", ")}; it has: ${seen || "nothing"}`);
    }
    await sleep(300, undefined, { signal });
  }
}

function expect(holds: boolean, saw: string): void {
  if (!holds) throw new ScenarioError(saw);
}

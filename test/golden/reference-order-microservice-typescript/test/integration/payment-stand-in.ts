import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

interface TakenPayment {
  readonly id: string;
  readonly orderId: string;
  readonly amount: number;
  status: "Authorized" | "Declined" | "Refunded";
}

/** How it behaves: well; answers 500; or takes the money and hangs up before it answers. */
export type StandInMode = "up" | "failing" | "answer lost";

/**
 * An HTTP server that keeps to the part of the payment service's contract that orders rely on (idempotency key, the
 * method "declined", refund), so that this service can be tested alone, against failures too.
 */
export class PaymentStandIn {
  mode: StandInMode = "up";
  requests = 0;
  readonly payments = new Map<string, TakenPayment>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  ofOrder(orderId: string): TakenPayment[] {
    return [...this.payments.values()].filter((payment) => payment.orderId === orderId);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests++;
    const body = await text(request);
    if (this.mode === "failing") return send(response, 500, {});
    const refunded = /^\/api\/v1\/payments\/([^/]+)\/refund$/.exec(request.url ?? "")?.[1];
    const [status, payment] = refunded === undefined ? this.#pay(request, body) : this.#refund(refunded);
    if (this.mode === "answer lost") response.destroy();
    else send(response, status, payment);
  }

  #pay(request: IncomingMessage, body: string): [number, object] {
    const key = request.headers["idempotency-key"];
    if (typeof key !== "string") return [400, { detail: "the idempotency key is missing" }];
    const { orderId, amount, method } = JSON.parse(body) as {
      orderId: string;
      amount: number;
      method: string;
    };
    const known = this.payments.get(key);
    const status = method === "declined" ? "Declined" : "Authorized";
    const payment = known ?? { id: `payment-${key}`, orderId, amount, status };
    this.payments.set(key, payment);
    return [201, { ...payment, ...(status === "Declined" ? { reason: "no funds" } : {}) }];
  }

  #refund(id: string): [number, object] {
    const payment = [...this.payments.values()].find((candidate) => candidate.id === id);
    if (payment === undefined) return [404, { detail: "no such payment" }];
    payment.status = "Refunded";
    return [200, payment];
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

import type { Authorization, PaymentRequest } from "./payment.js";
import type { PaymentProvider } from "./ports.js";

/**
 * A provider that moves no money: it approves everything but the method "declined", which is the way to try a
 * decline. Replace it with an adapter for the provider you have a contract with.
 */
export class SandboxPaymentProvider implements PaymentProvider {
  async authorize(request: PaymentRequest): Promise<Authorization> {
    return request.method.toLowerCase() === "declined"
      ? { approved: false, reason: "The sandbox declines this method" }
      : { approved: true };
  }
}

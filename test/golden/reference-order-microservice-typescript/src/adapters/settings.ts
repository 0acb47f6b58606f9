import { z } from "zod";

const environment = z.object({
  PAYMENT_SERVICE: z.string().min(1).default("payment-service"),
  REFUND_INTERVAL_MS: z.coerce.number().int().positive().default(1_000),
});

/** What this service reads from the environment besides the chassis' own variables. */
export interface Settings {
  /** The payment service's name in Consul. */
  readonly paymentService: string;
  readonly refundIntervalMs: number;
}

/** @throws ZodError naming the variable that is wrong */
export function loadSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const { PAYMENT_SERVICE, REFUND_INTERVAL_MS } = environment.parse(env);
  return { paymentService: PAYMENT_SERVICE, refundIntervalMs: REFUND_INTERVAL_MS };
}

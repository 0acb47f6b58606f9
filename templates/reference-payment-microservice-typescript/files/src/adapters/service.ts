import { randomUUID } from "node:crypto";
import type { ServiceDefinition } from "../chassis/service.js";
import { Payments } from "../domain/payments.js";
import { SandboxPaymentProvider } from "../domain/sandbox-payment-provider.js";
import { migrations } from "./migrations.js";
import { paymentRoutes } from "./payment-routes.js";
import { PostgresPaymentStore } from "./postgres-payment-store.js";
import type { PaymentSchema } from "./schema.js";

/** This service: what it publishes on, how its database is made, and how its rooms are joined. */
export const service: ServiceDefinition<PaymentSchema> = {
  exchange: "payment_events",
  migrations,
  build({ db, outbox, contract }) {
    const payments = new Payments({
      store: new PostgresPaymentStore(db, outbox),
      provider: new SandboxPaymentProvider(),
      newId: randomUUID,
      clock: () => new Date(),
    });
    return {
      routes: (app) => {
        paymentRoutes(app, payments, contract);
      },
      consumers: [],
    };
  },
};

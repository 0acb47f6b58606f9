import { randomUUID } from "node:crypto";
import type { ServiceDefinition } from "../chassis/service.js";
import { OrderSaga } from "../domain/order-saga.js";
import { Orders } from "../domain/orders.js";
import { Refunds } from "../domain/refunds.js";
import {
  customersConsumer,
  notificationsConsumer,
  orderSagaConsumer,
  paymentsConsumer,
} from "./consumers.js";
import { HttpPaymentGateway } from "./http-payment-gateway.js";
import { migrations } from "./migrations.js";
import { orderRoutes } from "./order-routes.js";
import { PostgresCustomers } from "./postgres-customers.js";
import { PostgresOrderStore } from "./postgres-order-store.js";
import { PostgresOrderViews } from "./postgres-order-views.js";
import { refundTask } from "./refund-task.js";
import type { OrderSchema } from "./schema.js";
import { loadSettings } from "./settings.js";

/** This service: what it publishes on, how its database is made, and how its rooms are joined. */
export const service: ServiceDefinition<OrderSchema> = {
  exchange: "order_events",
  migrations,
  build({ config, logger, db, outbox, contract, client }) {
    const settings = loadSettings(config.env);
    const [clock, newId] = [() => new Date(), randomUUID];
    const store = new PostgresOrderStore(db, outbox);
    const customers = new PostgresCustomers(db);
    const payments = new HttpPaymentGateway(client(settings.paymentService));
    const orders = new Orders({ store, views: new PostgresOrderViews(db), newId, clock });
    const saga = new OrderSaga({ orders: store, customers, payments, clock });
    const refunds = new Refunds({ orders: store, payments, clock });
    const { name } = config.service;
    return {
      routes: (app) => {
        orderRoutes(app, { orders, customers }, contract);
      },
      consumers: [
        orderSagaConsumer(name, saga),
        customersConsumer(name, customers),
        paymentsConsumer(name, refunds),
        notificationsConsumer(name, { logger, newId, clock }),
      ],
      background: [refundTask(refunds, logger, settings.refundIntervalMs)],
    };
  },
};

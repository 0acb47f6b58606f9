import type { GetBroker } from "./broker-under-test.js";
import { amqpClientScenarios } from "./scenarios/amqp-client.js";
import { connectionScenarios } from "./scenarios/connection.js";
import { deadLetterScenarios } from "./scenarios/dead-letters.js";
import { declareScenarios } from "./scenarios/declare.js";
import { deliveryScenarios } from "./scenarios/delivery.js";
import { durabilityScenarios } from "./scenarios/durability.js";
import { limitScenarios } from "./scenarios/limits.js";
import { managementScenarios } from "./scenarios/management.js";
import { routingScenarios } from "./scenarios/routing.js";

/** What holds for every AMQP 0-9-1 broker that services may be given: this one, and RabbitMQ. */
export function amqpSuite(broker: GetBroker): void {
  connectionScenarios(broker);
  declareScenarios(broker);
  routingScenarios(broker);
  deliveryScenarios(broker);
  limitScenarios(broker);
  deadLetterScenarios(broker);
  amqpClientScenarios(broker);
  managementScenarios(broker);
  durabilityScenarios(broker);
}

import { afterAll, beforeAll, expect } from "vitest";
import { describeDocker } from "../../helpers/docker.js";
import type { BrokerUnderTest } from "./broker-under-test.js";
import { RabbitMqContainer } from "./rabbitmq-container.js";
import { memoryAlarmScenario } from "./scenarios/memory-alarm.js";
import { amqpSuite } from "./suite.js";

describeDocker("RabbitMQ itself", () => {
  const container = new RabbitMqContainer();
  let broker: BrokerUnderTest;

  beforeAll(async () => {
    broker = await container.start();
  });
  afterAll(async () => {
    await container.remove();
    expect(await container.leftovers()).toEqual([]);
  });

  amqpSuite(() => broker);
  memoryAlarmScenario(() => broker, {
    raise: () => container.setMemoryWatermark(0.00001),
    clear: () => container.setMemoryWatermark(0.4),
  });
});

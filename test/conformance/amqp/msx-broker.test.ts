import { afterAll, beforeAll, describe } from "vitest";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { BrokerProcess } from "./broker-process.js";
import type { BrokerUnderTest } from "./broker-under-test.js";
import { amqpSuite } from "./suite.js";

describe("msx's own broker, as a process of its own", () => {
  const folder = suiteFolder();
  let process: BrokerProcess;
  let broker: BrokerUnderTest;

  beforeAll(async () => {
    process = new BrokerProcess(folder());
    broker = await process.start();
  });
  afterAll(() => process.stop());

  amqpSuite(() => broker);
});

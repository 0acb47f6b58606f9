import { randomBytes } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { connect } from "amqplib";
import { docker, removeLabelled } from "../../helpers/docker.js";
import { eventually } from "../gateway/eventually.js";
import { closedPort } from "../gateway/running-gateway.js";
import type { BrokerUnderTest } from "./broker-under-test.js";

const image = process.env.MSX_IMAGE_RABBITMQ ?? "rabbitmq:4-management";

/** A real RabbitMQ with its defaults: guest, virtual host `/`. */
export class RabbitMqContainer {
  readonly name = `amqp-${randomBytes(4).toString("hex")}`;

  /** Starts it and waits until it takes connections. */
  async start(): Promise<BrokerUnderTest> {
    const [port, managementPort] = [await closedPort(), await closedPort()];
    // Erlang reserves memory for every descriptor it may open, and some daemons allow a thousand million.
    await docker(
      "run",
      "--detach",
      ...["--name", this.name, "--hostname", "rabbitmq", "--label", `msx.workspace=${this.name}`],
      ...["--env", "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS=+Q 65536"],
      ...["--publish", `127.0.0.1:${port}:5672`, "--publish", `127.0.0.1:${managementPort}:15672`],
      image,
    );
    const url = `amqp://guest:guest@127.0.0.1:${port}`;
    await ready(url);
    return {
      kind: "rabbitmq",
      url,
      managementUrl: `http://guest:guest@127.0.0.1:${managementPort}`,
      killAndRestart: async () => {
        // What was answered is written some two seconds later (Erlang's `delayed_write`): a binding, or its end, was seen to be
        // forgotten by a server that was killed before.
        await setTimeout(5000);
        await docker("kill", this.name);
        await docker("start", this.name);
        await ready(url);
      },
    };
  }

  /** The share of the machine's memory from which on publishers are blocked. */
  async setMemoryWatermark(share: number): Promise<void> {
    await docker("exec", this.name, "rabbitmqctl", "set_vm_memory_high_watermark", share.toFixed(5));
  }

  remove(): Promise<void> {
    return removeLabelled(this.name);
  }

  async leftovers(): Promise<string[]> {
    const found = await docker("ps", "--all", "--quiet", "--filter", `label=msx.workspace=${this.name}`);
    return found.split("\n").filter(Boolean);
  }
}

async function ready(url: string): Promise<void> {
  await eventually(
    "RabbitMQ takes connections",
    async () => {
      const model = await connect(url, { timeout: 2000 }).catch(() => undefined);
      await model?.close();
      return model !== undefined;
    },
    120_000,
  );
}

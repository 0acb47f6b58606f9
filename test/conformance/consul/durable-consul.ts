import { execa } from "execa";
import { afterAll, beforeAll, describe } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { suiteFolder } from "../../helpers/temp-folder.js";
import { eventually } from "../gateway/eventually.js";
import { closedPort } from "../gateway/running-gateway.js";
import { image } from "./consul-under-test.js";

/** A Consul with a data folder: the built `msx emulator consul`, or a real server. */
export interface DurableConsul {
  readonly url: string;
  /** Ends it without warning; resolves once it is back on the same port. */
  killAndRestart(): Promise<void>;
  end(): Promise<void>;
}

async function startEmulator(folder: string): Promise<DurableConsul> {
  const emulator = new EmulatorProcess("consul", folder);
  const { url } = await emulator.start();
  return {
    url,
    killAndRestart: async () => void (await emulator.killAndRestart()),
    end: () => emulator.kill(),
  };
}

/** A server as one runs it, not `-dev`: that keeps everything in memory. */
async function startContainer(): Promise<DurableConsul> {
  const ports = { http: 0, server: 0, "serf-lan": 0, "serf-wan": 0 };
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await closedPort();
  const name = `consul-durable-${process.pid}-${ports.http}`;
  const flags = Object.entries(ports).map(([port, number]) => `-${port}-port=${number}`);
  const addresses = ["-node=consul", "-client=127.0.0.1", "-bind=127.0.0.1", "-dns-port=-1", "-grpc-port=-1"];
  const agent = ["agent", "-server", "-bootstrap-expect=1", "-data-dir=/tmp/consul", ...addresses, ...flags];
  await execa("docker", ["run", "-d", "--name", name, "--network", "host", image, ...agent]);
  const url = `http://127.0.0.1:${ports.http}`;
  const end = async (): Promise<void> => {
    await execa("docker", ["rm", "-f", "-v", name], { reject: false });
  };
  // A write, since what it answers before it has a leader again says nothing of what it knows.
  const ready = (): Promise<unknown> =>
    eventually(
      "Consul has a leader and takes writes",
      () =>
        fetch(`${url}/v1/kv/ready`, { method: "PUT" })
          .then((response) => response.ok)
          .catch(() => false),
      60_000,
    );
  try {
    await ready();
  } catch (error) {
    const { stdout } = await execa("docker", ["logs", "--tail", "20", name], { reject: false, all: true });
    await end();
    throw new Error(`no Consul from ${image}:\n${stdout}`, { cause: error });
  }
  return {
    url,
    async killAndRestart() {
      await execa("docker", ["kill", name]);
      await execa("docker", ["start", name]);
      await ready();
    },
    end,
  };
}

/** Declares the same tests for the emulator and for a real server (SKIPPED, with the reason, without Docker). */
export function describeDurableConsuls(about: string, tests: (consul: () => DurableConsul) => void): void {
  const noDocker = process.env.MSX_NO_DOCKER?.split("\n")[0];
  for (const name of ["emulator", "container"] as const) {
    const skipped = name === "container" ? noDocker : undefined;
    describe.skipIf(skipped)(`${about} (${name}${skipped ? `, SKIPPED: ${skipped}` : ""})`, () => {
      const folder = suiteFolder();
      let running: DurableConsul | undefined;
      beforeAll(async () => {
        running = name === "emulator" ? await startEmulator(folder()) : await startContainer();
      }, 90_000);
      afterAll(() => running?.end());
      tests(() => {
        if (running === undefined) throw new Error("Consul is not running");
        return running;
      });
    });
  }
}

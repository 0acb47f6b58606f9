import { execa } from "execa";
import { afterAll, beforeAll, describe } from "vitest";
import { startConsul } from "../../../src/emulators/consul/start-consul.js";
import { eventually } from "../gateway/eventually.js";
import { closedPort } from "../gateway/running-gateway.js";

/** A Consul that the suite looks at, the emulator or a real one: both meet the same assertions. */
export interface ConsulUnderTest {
  readonly name: "emulator" | "container";
  readonly url: string;
  readonly dnsPort: number;
  close(): Promise<void>;
}

/** The image of the real one. */
export const image = process.env.MSX_IMAGE_CONSUL ?? "hashicorp/consul:1.22";

async function startEmulator(): Promise<ConsulUnderTest> {
  const emulator = await startConsul({ dnsPort: 0 });
  return { ...emulator, name: "emulator", dnsPort: emulator.dnsPort ?? 0 };
}

/** On the host's network, so that its checks reach the test's servers where the test itself does. */
async function startContainer(): Promise<ConsulUnderTest> {
  const ports = { http: 0, dns: 0, server: 0, "serf-lan": 0, "serf-wan": 0 };
  for (const name of Object.keys(ports) as (keyof typeof ports)[]) ports[name] = await closedPort();
  const name = `consul-conformance-${process.pid}-${ports.http}`;
  const flags = Object.entries(ports).map(([port, number]) => `-${port}-port=${number}`);
  const agent = ["agent", "-dev", "-node=consul", "-client=127.0.0.1", "-bind=127.0.0.1", "-grpc-port=-1"];
  await execa("docker", ["run", "-d", "--name", name, "--network", "host", image, ...agent, ...flags]);
  const close = async (): Promise<void> => {
    await execa("docker", ["rm", "-f", "-v", name], { reject: false });
  };
  const url = `http://127.0.0.1:${ports.http}`;
  try {
    await eventually("Consul has its node", () => hasNode(url), 30_000);
  } catch (error) {
    const { stdout } = await execa("docker", ["logs", "--tail", "20", name], { reject: false, all: true });
    await close();
    throw new Error(`no Consul from ${image}:\n${stdout}`, { cause: error });
  }
  return { name: "container", url, dnsPort: ports.dns, close };
}

async function hasNode(url: string): Promise<boolean> {
  const response = await fetch(`${url}/v1/catalog/service/consul`).catch(() => undefined);
  return response?.ok === true && ((await response.json()) as unknown[]).length > 0;
}

/**
 * Declares the same tests for the emulator and for a real Consul (SKIPPED, with the reason, without Docker).
 * @param tests is given what answers the running Consul; one is started for all the tests in it
 * @param withContainer false where the tests say nothing about the version that the container runs
 */
export function describeConsuls(
  about: string,
  tests: (consul: () => ConsulUnderTest) => void,
  withContainer = true,
): void {
  const noDocker = process.env.MSX_NO_DOCKER?.split("\n")[0];
  for (const [name, start] of [
    ["emulator", startEmulator],
    ["container", startContainer],
  ] as const) {
    if (name === "container" && !withContainer) continue;
    const skipped = name === "container" ? noDocker : undefined;
    describe.skipIf(skipped)(`${about} (${name}${skipped ? `, SKIPPED: ${skipped}` : ""})`, () => {
      let running: ConsulUnderTest | undefined;
      beforeAll(async () => {
        running = await start();
      }, 60_000);
      afterAll(() => running?.close());
      tests(() => {
        if (running === undefined) throw new Error("Consul is not running");
        return running;
      });
    });
  }
}

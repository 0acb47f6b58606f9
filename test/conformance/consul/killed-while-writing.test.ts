import { expect, onTestFinished, test } from "vitest";
import { EmulatorProcess } from "../../helpers/emulator-process.js";
import { tempFolder } from "../../helpers/temp-folder.js";
import { get, put } from "./client.js";

const rounds = 5;
const writesUntilKill = 200;

test("what was answered is there after kill -9, and nobody has seen what is not", async () => {
  const emulator = new EmulatorProcess("consul", tempFolder());
  onTestFinished(() => emulator.kill());
  let { url } = await emulator.start();
  const answered = new Set<string>();
  const registered = new Set<string>();
  const seen = new Set<string>();
  let highest = 0;
  let next = 0;
  for (let round = 1; round <= rounds; round += 1) {
    let done = false;
    /** Does something until the process is gone. */
    const untilKilled = async (work: () => Promise<void>): Promise<void> => {
      while (!done) await work().catch(() => undefined);
    };
    const writer = async (): Promise<void> => {
      next += 1;
      const key = String(next);
      const { status } = await put(url, `/v1/kv/n/${key}`, "x");
      if (status === 200) answered.add(key);
      if (answered.size >= round * writesUntilKill && !done) {
        done = true;
        await emulator.kill();
      }
    };
    const registrar = async (): Promise<void> => {
      next += 1;
      const service = { Name: "s", ID: `s-${next}`, Check: { TTL: "1h" } };
      const { status } = await put(url, "/v1/agent/service/register", service);
      if (status === 200) registered.add(service.ID);
    };
    const reader = async (): Promise<void> => {
      const { index, body } = await get<string[]>(url, "/v1/kv/n/?keys");
      highest = Math.max(highest, index || 0);
      for (const key of body ?? []) seen.add(key.slice("n/".length));
    };
    await Promise.all([
      ...Array.from({ length: 6 }, () => untilKilled(writer)),
      ...[registrar, reader, reader].map(untilKilled),
    ]);
    ({ url } = await emulator.start());
    const { index, body } = await get<string[]>(url, "/v1/kv/n/?keys");
    const kept = new Set(body.map((key) => key.slice("n/".length)));
    expect([...answered].filter((key) => !kept.has(key))).toEqual([]);
    expect([...seen].filter((key) => !kept.has(key))).toEqual([]);
    expect(index).toBeGreaterThanOrEqual(highest);
    const services = Object.keys((await get<object>(url, "/v1/agent/services")).body);
    expect([...registered].filter((id) => !services.includes(id))).toEqual([]);
    const { body: listed } = await get<{ ServiceID: string }[]>(url, "/v1/catalog/service/s");
    expect(listed.map(({ ServiceID }) => ServiceID).sort()).toEqual(services.sort());
  }
  expect(registered.size).toBeGreaterThan(rounds);
  expect(seen.size).toBeGreaterThan(rounds);
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { EmulatorProcess } from "../../test/helpers/emulator-process.js";
import type { BenchResult } from "../bench-result.js";
import { rssMiB } from "../gateway/programs.js";
import { median } from "../measure-pairs.js";
import { type UsedService, usedServices } from "./services.js";

const starts = 9;
/** Issue 5: from the start to all services ready, and what is resident when all are used. */
const promisedMs = 300;
const promisedMb = 120;
const uses = 100;

/**
 * `msx emulator aws --data` as its users run it: how long it takes from the start of its process until every service has answered, and how
 * much of it is resident when every service has been used.
 */
export async function benchAwsEmulator(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-aws-"));
  const emulator = new EmulatorProcess("aws", folder);
  try {
    const { url } = await emulator.start();
    const services = usedServices(url);
    await checkComplete(url, services);
    // The clients have loaded what they need by then.
    for (const { ask } of services.values()) await ask();
    const took: number[] = [];
    for (let start = 0; start < starts; start += 1) {
      await emulator.stop();
      const startedAt = performance.now();
      await emulator.start();
      await Promise.all([...services.values()].map(({ ask }) => ask()));
      took.push(performance.now() - startedAt);
    }
    for (const { use } of services.values()) await use(uses);
    const result = (name: string, unit: "ms" | "MiB", value: number, against: number, floor: string) =>
      ({ name, unit, value, against, floor, ratio: value / against, budget: { atMost: 1 } }) as const;
    const [ready, promisedMiB] = [median(took), (promisedMb * 1e6) / 2 ** 20];
    const resident = rssMiB(emulator);
    return [
      result("AWS, start → every service answers (p50)", "ms", ready, promisedMs, `${promisedMs} ms`),
      result("AWS, every service used", "MiB", resident, promisedMiB, `the promise, ${promisedMb} MB`),
    ];
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @throws Error where the emulator has a service that is not asked here */
async function checkComplete(url: string, services: ReadonlyMap<string, UsedService>): Promise<void> {
  const health = (await (await fetch(`${url}/_msx/health`)).json()) as { services: string[] };
  const missing = health.services.filter((name) => !services.has(name));
  if (missing.length > 0) throw new Error(`bench/aws/services.ts does not use ${missing.join(", ")}`);
}

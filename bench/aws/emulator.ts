import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
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
 * The emulator with its data on disk: how long it takes from its start until every service has answered, by the library (`startEmulator` in a
 * fresh Node) and as the command (Node's and the command line's own start included); and how much of the command is resident when every
 * service has been used.
 */
export async function benchAwsEmulator(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-aws-"));
  const emulator = new EmulatorProcess("aws", path.join(folder, "command"));
  try {
    const { url } = await emulator.start();
    const services = usedServices(url);
    await checkComplete(url, services);
    const [byLibrary, byCommand]: [number[], number[]] = [[], []];
    for (let start = 0; start < starts; start += 1) {
      byLibrary.push(await readyByLibrary(path.join(folder, "library")));
      await emulator.stop();
      const startedAt = now();
      await emulator.start();
      byCommand.push((await allAnswer(services)) - startedAt);
    }
    for (const { use } of services.values()) await use(uses);
    const [resident, promisedMiB] = [rssMiB(emulator), (promisedMb * 1e6) / 2 ** 20];
    const ready = { unit: "ms", against: promisedMs, floor: `${promisedMs} ms` } as const;
    const [library, command] = [median(byLibrary), median(byCommand)];
    return [
      {
        ...{ name: "AWS, start → every service answers (p50)", value: library, ratio: library / promisedMs },
        ...{ ...ready, budget: { atMost: 1 } },
      },
      {
        ...{ name: "AWS, the same of the command, Node's start included", value: command },
        ...{ ...ready, ratio: command / promisedMs },
      },
      {
        ...{ name: "AWS, every service used", unit: "MiB", value: resident, against: promisedMiB },
        ...{ floor: `the promise, ${promisedMb} MB`, ratio: resident / promisedMiB, budget: { atMost: 1 } },
      },
    ];
  } finally {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns ms from the call of `startEmulator` until every service has answered */
async function readyByLibrary(folder: string): Promise<number> {
  const child = spawn(process.execPath, ["bench/aws/start.mjs", folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    const { startedAt, url } = JSON.parse(line) as { startedAt: number; url: string };
    return (await allAnswer(usedServices(url))) - startedAt;
  } finally {
    child.kill();
    await once(child, "exit");
  }
}

/** Asks every service at once. @returns when the last has answered, in ms since the epoch */
async function allAnswer(services: ReadonlyMap<string, UsedService>): Promise<number> {
  await Promise.all([...services.values()].map(({ ask }) => ask()));
  return now();
}

/** In ms since the epoch, finer than a millisecond, and the same in every process. */
function now(): number {
  return performance.timeOrigin + performance.now();
}

/** @throws Error where the emulator has a service that is not asked here */
async function checkComplete(url: string, services: ReadonlyMap<string, UsedService>): Promise<void> {
  const health = (await (await fetch(`${url}/_msx/health`)).json()) as { services: string[] };
  const missing = health.services.filter((name) => !services.has(name));
  if (missing.length > 0) throw new Error(`bench/aws/services.ts does not use ${missing.join(", ")}`);
}

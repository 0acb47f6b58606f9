import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { execa } from "execa";
import type { BenchResult } from "./bench-result.js";
import { median } from "./measure-pairs.js";

const saves = 9;
const betweenSavesMs = 1_000;
/** What the documentation promises: from the save to the new answer at the gateway. */
const promisedMs = 1_000;

/** From a save of a generated function to its new answer at the gateway, by `msx dev` without Docker: the new code's cold start is in it. */
export async function benchFunctionReload(): Promise<BenchResult> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-functions-"));
  const cwd = path.join(folder, "bench-functions");
  const env = { DOCKER_HOST: "unix:///nowhere/docker.sock" };
  const bin = path.resolve("bin/run.js");
  const msx = (...args: string[]) => execa(process.execPath, [bin, ...args], { cwd, env });
  await execa(process.execPath, [bin, "new", "workspace", "bench-functions"], { cwd: folder });
  try {
    await msx("new", "lambda", "item-service", "--trigger", "api");
    const file = path.join(cwd, "services/item-service/src/handlers/api.ts");
    const generated = readFileSync(file, "utf8").replace("export const handler = ", "const generated = ");
    const save = (marker: string): void => writeFileSync(file, `${generated}${answering(marker)}`);
    save("none");
    const dev = execa(process.execPath, [bin, "dev", "--json"], { cwd, env, buffer: false });
    try {
      const { gatewayUrl } = JSON.parse(await lineWith(dev, '"type":"ready"')) as { gatewayUrl: string };
      const took: number[] = [];
      for (let number = 0; number < saves; number += 1) {
        const savedAt = performance.now();
        save(String(number));
        await untilAnswered(gatewayUrl, String(number));
        took.push(performance.now() - savedAt);
        await delay(betweenSavesMs);
      }
      const value = median(took);
      return {
        ...{ name: "Lambda, save → new answer at the gateway (p50)", unit: "ms", value },
        ...{ against: promisedMs, floor: "1 s", ratio: value / promisedMs, budget: { atMost: 1 } },
      };
    } finally {
      dev.kill("SIGINT");
      await dev.catch(() => undefined);
    }
  } finally {
    await msx("down", "--volumes", "--yes").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

function answering(marker: string): string {
  return `
export const handler: typeof generated = async (event, context) => {
  const answer = await generated(event, context);
  return { ...answer, headers: { ...answer.headers, "x-marker": "${marker}" } };
};
`;
}

/** Reads on to the end: a pipe that nobody empties stops its writer. */
function lineWith(
  dev: AsyncIterable<unknown> & { stdout: NodeJS.ReadableStream },
  text: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let rest = "";
    dev.stdout.on("data", (piece: Buffer) => {
      const lines = (rest + String(piece)).split("\n");
      rest = lines.pop() ?? "";
      const found = lines.find((line) => line.includes(text));
      if (found !== undefined) resolve(found);
    });
    dev.stdout.once("end", () => reject(new Error(`msx dev ended before ${text}`)));
  });
}

async function untilAnswered(url: string, marker: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).then(
      ({ headers }) => headers.get("x-marker"),
      () => null,
    );
    if (answer === marker) return;
    // Each question is an invocation of the code before, on the same machine.
    await delay(20);
  }
}

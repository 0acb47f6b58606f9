import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { findCompose } from "../test/helpers/compose.js";
import type { BenchResult, Budget } from "./bench-result.js";
import { median } from "./measure-pairs.js";
import { msx, needDocker } from "./need-docker.js";
import { NotMeasured } from "./not-measured.js";

const coldRounds = 3;
/** What is repeated when all runs already; it takes a second. */
const againRounds = 5;

interface Round {
  readonly cold: number;
  readonly again: readonly number[];
}

/**
 * `msx up` against `docker compose up --wait --detach` for the same containers, images present, wall time: from nothing
 * (network and volumes too), and again when all is ready. In turns; ratios round by round.
 * @throws NotMeasured where there is no Docker or no Compose v2
 */
export async function benchUp(): Promise<BenchResult[]> {
  await needDocker();
  const compose = await findCompose();
  if (compose === undefined) {
    throw new NotMeasured("no Docker Compose v2 on this machine (MSX_TEST_COMPOSE names its binary)");
  }
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-up-"));
  const workspace = path.join(folder, `bench${process.pid}`);
  const peer = (...args: string[]): Promise<unknown> => {
    const [file = "", ...words] = [...compose, "--project-directory", "compose", "-f", "compose/peer.yaml"];
    return execa(file, [...words, ...args], { cwd: workspace });
  };
  try {
    await msx(folder, "new", "workspace", path.basename(workspace), "--yes");
    // Whatever has to be built once is built here.
    await msx(workspace, "up");
    await msx(workspace, "export", "compose");
    askOften(workspace);
    await msx(workspace, "down", "--volumes", "--yes");
    const own: Round[] = [];
    const against: Round[] = [];
    for (let round = 0; round < coldRounds; round += 1) {
      own.push(await measure(() => msx(workspace, "up")));
      await msx(workspace, "down", "--volumes", "--yes");
      against.push(await measure(() => peer("up", "--wait", "--detach", "--no-build")));
      await peer("down", "--volumes", "--timeout", "15");
    }
    const again = (rounds: readonly Round[]): number[] => rounds.flatMap((one) => one.again);
    const cold = (rounds: readonly Round[]): number[] => rounds.map((one) => one.cold);
    return [
      compare("msx up, from nothing", cold(own), cold(against), { atMost: 1.1 }),
      compare("msx up, nothing to do", again(own), again(against), { atMost: 0.5 }),
    ];
  } finally {
    await peer("down", "--volumes", "--timeout", "15").catch(() => undefined);
    await msx(workspace, "down", "--volumes", "--yes").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(up: () => Promise<unknown>): Promise<Round> {
  const cold = await seconds(up);
  const again: number[] = [];
  for (let round = 0; round < againRounds; round += 1) again.push(await seconds(up));
  return { cold, again };
}

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function compare(
  name: string,
  own: readonly number[],
  against: readonly number[],
  budget: Budget,
): BenchResult {
  return {
    name,
    floor: "docker compose up --wait",
    unit: "s",
    value: median(own),
    against: median(against),
    ratio: median(own.map((value, index) => value / (against[index] ?? Number.NaN))),
    budget,
  };
}

interface ComposeFile {
  readonly services: Record<string, { healthcheck?: Record<string, unknown> }>;
}

/**
 * msx's own export, in Compose's favour: health is asked every second instead of every five, so that Compose does not
 * wait for its own clock, and RabbitMQ's by opening its port, since the image's own way starts a second Erlang.
 */
function askOften(workspace: string): void {
  const read = path.join(workspace, "compose", "compose.yaml");
  const file = parse(readFileSync(read, "utf8")) as ComposeFile;
  for (const service of Object.values(file.services)) {
    service.healthcheck = { ...service.healthcheck, interval: "1s", start_period: "90s" };
  }
  const rabbitmq = file.services.rabbitmq?.healthcheck;
  if (rabbitmq) rabbitmq.test = ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5672"];
  writeFileSync(path.join(workspace, "compose", "peer.yaml"), stringify(file));
}

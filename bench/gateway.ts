import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BenchResult, Budget } from "./bench-result.js";
import { LoadGenerator, type RoundResult } from "./gateway/load-generator.js";
import { type BenchProcess, rssMiB, startProgram } from "./gateway/programs.js";
import { median } from "./measure-pairs.js";

const CONNECTIONS = 50;
const WARM_UP_REQUESTS = 20_000;
const ROUNDS = 9;
const ROUND_REQUESTS = 20_000;
/** Issue 3: memory is flat over this many requests. */
const MEMORY_REQUESTS = 300_000;

/**
 * The gateway as it is shipped (bundled, its access log on) against the service reached directly and against
 * @fastify/http-proxy with its defaults. Everything is a process of its own, the service is the same one; rounds take
 * turns, and the ratios are taken round by round. Then memory, after 300,000 requests.
 */
export async function benchGateway(): Promise<BenchResult[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-"));
  const started: BenchProcess[] = [];
  const start = async (...args: Parameters<typeof startProgram>) => {
    const program = await startProgram(...args);
    started.push(program);
    return program;
  };
  const load = new LoadGenerator(CONNECTIONS);
  try {
    const service = await start(["bench/gateway/upstream.mjs"]);
    const config = path.join(folder, "ocelot.json");
    writeFileSync(config, routeFile(service.port));
    const gateway = await start(["dist/gateway.mjs"], { PORT: "0", GATEWAY_CONFIG: config });
    const peer = await start(["bench/gateway/peer.mjs", String(service.port)]);
    for (const { port } of [gateway, peer, service])
      await load.run(port, WARM_UP_REQUESTS, port === service.port);
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const direct = await load.run(service.port, ROUND_REQUESTS, true);
      const through = await load.run(gateway.port, ROUND_REQUESTS);
      const other = await load.run(peer.port, ROUND_REQUESTS);
      rounds.push({ direct, through, other });
    }
    return [
      compare(
        "gateway, 50 connections",
        "the service, directly",
        rounds.map((one) => [one.through, one.direct]),
        { atLeast: 0.4 },
      ),
      compare(
        "gateway, 50 connections",
        "@fastify/http-proxy",
        rounds.map((one) => [one.through, one.other]),
        { atLeast: 1.8 },
      ),
      p99(
        "gateway, slowest 1 %",
        "@fastify/http-proxy",
        rounds.map((one) => [one.through, one.other]),
      ),
      await memory(gateway, load),
    ];
  } finally {
    load.close();
    for (const { child } of started) child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

type Pairs = (readonly [RoundResult, RoundResult])[];

function compare(name: string, floor: string, pairs: Pairs, budget: Budget): BenchResult {
  return { name, floor, unit: "req/s", budget, ...figures(pairs, (round) => round.requestsPerSecond) };
}

function p99(name: string, floor: string, pairs: Pairs): BenchResult {
  return { name, floor, unit: "ms", ...figures(pairs, (round) => round.p99Ms) };
}

function figures(
  pairs: Pairs,
  of: (round: RoundResult) => number,
): Pick<BenchResult, "value" | "against" | "ratio"> {
  return {
    value: median(pairs.map(([subject]) => of(subject))),
    against: median(pairs.map(([, floor]) => of(floor))),
    ratio: median(pairs.map(([subject, floor]) => of(subject) / of(floor))),
  };
}

/**
 * Resident memory of the gateway after 300,000 further requests against what it was when warm. A leak of 100 bytes a
 * request would be 30 MiB. The young generation grows and shrinks with the load by some MiB, hence the budget; each
 * figure is the smallest of several readings, since a reading just before a collection says nothing.
 */
async function memory(gateway: BenchProcess, load: LoadGenerator): Promise<BenchResult> {
  const settled = async () => {
    const readings: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      await load.run(gateway.port, 2_000);
      readings.push(rssMiB(gateway.child));
    }
    return Math.min(...readings);
  };
  const before = await settled();
  await load.run(gateway.port, MEMORY_REQUESTS);
  const after = await settled();
  const floor = "itself when warm";
  return {
    name: "gateway after 300,000 requests",
    floor,
    unit: "MiB",
    value: after,
    against: before,
    ratio: after / before,
    budget: { atMost: 1.15 },
  };
}

function routeFile(port: number): string {
  const route = {
    UpstreamPathTemplate: "/api/users/{everything}",
    DownstreamPathTemplate: "/api/v1/users/{everything}",
    DownstreamHostAndPorts: [{ Host: "127.0.0.1", Port: port }],
  };
  return JSON.stringify({ Routes: [route] });
}

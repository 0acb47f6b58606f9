import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { BenchResult, Budget } from "../bench-result.js";
import { LoadGenerator } from "../gateway/load-generator.js";
import { peakRssMiB } from "../gateway/programs.js";
import { keepEvents } from "../keep-events.js";
import { median } from "../measure-pairs.js";
import { msx, needDocker } from "../need-docker.js";
import {
  buildPrograms,
  makeWorkspace,
  type OrderProgram,
  type RunningProgram,
  start,
  stop,
} from "./programs.js";

const connections = 20;
const rounds = 7;
const starts = 5;
const placed = 1_500;
const read = 4_000;

const floor = "minimal ASP.NET + Npgsql, same SQL";
const tunedFloor = "the same, its connections tuned";

/** Of one program: what each round or start came to. */
interface Figures {
  readonly readyMs: number[];
  readonly firstOrderMs: number[];
  readonly placing: number[];
  readonly reading: number[];
  peakMiB: number;
}

/**
 * The generated order-service of both stacks against a hand-written ASP.NET service that does the same SQL
 * (`bench/order-service/peer`): placing an order, reading one, and what it takes until it does. The peer runs twice: with Npgsql as it
 * is when it is told nothing, and with its connections set as the generated service has them. Each has a database of its own in one
 * PostgreSQL; starts and rounds take turns.
 */
export async function benchOrderService(): Promise<BenchResult[]> {
  await needDocker();
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-orders-"));
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const workspace = await makeWorkspace(folder);
    ends.push(() => msx(workspace, "down", "--volumes", "--yes"));
    await msx(workspace, "up", "--only", "postgres,rabbitmq");
    const collector = await startCollector();
    ends.push(() => closed(collector));
    const { port } = collector.address() as AddressInfo;
    const programs = await buildPrograms(workspace, `http://127.0.0.1:${port}`);
    ends.push(await keepEvents(programs.peer.env.AMQP_URL ?? ""));
    const figures = await measure([
      programs.dotnet,
      programs.typescript,
      programs.peer,
      programs["tuned-peer"],
    ]);
    const [dotnet, typescript, peer, tunedPeer] = figures;
    if (!dotnet || !typescript || !peer || !tunedPeer) throw new Error("a program is missing");
    const budget = { atLeast: 0.8 };
    return [
      ...underLoad("order-service, .NET", dotnet, { name: floor, figures: peer, budget }),
      ...underLoad("order-service, .NET", dotnet, { name: tunedFloor, figures: tunedPeer }),
      ...atStart("order-service, .NET", dotnet, { name: floor, figures: peer }),
      ...underLoad("order-service, TypeScript", typescript, { name: floor, figures: peer }),
      ...atStart("order-service, TypeScript", typescript, { name: floor, figures: peer }),
    ];
  } finally {
    for (const end of ends.reverse()) await end().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What a program is measured against. */
interface Against {
  readonly name: string;
  readonly figures: Figures;
  readonly budget?: Budget;
}

const underLoad = (name: string, own: Figures, against: Against): BenchResult[] => [
  rowOf(`${name}: placing an order`, "req/s", { own: own.placing, peer: against.figures.placing }, against),
  rowOf(`${name}: reading an order`, "req/s", { own: own.reading, peer: against.figures.reading }, against),
];

const atStart = (name: string, own: Figures, against: Against): BenchResult[] => [
  rowOf(`${name}: start to ready`, "ms", { own: own.readyMs, peer: against.figures.readyMs }, against),
  rowOf(
    `${name}: its first order`,
    "ms",
    { own: own.firstOrderMs, peer: against.figures.firstOrderMs },
    against,
  ),
  rowOf(`${name}: peak memory`, "MiB", { own: [own.peakMiB], peer: [against.figures.peakMiB] }, against),
];

function rowOf(
  name: string,
  unit: "req/s" | "ms" | "MiB",
  { own, peer }: { readonly own: readonly number[]; readonly peer: readonly number[] },
  { name: floor, budget }: Against,
): BenchResult {
  return {
    ...{ name, floor, unit, value: median(own), against: median(peer) },
    ratio: median(own.map((value, turn) => value / (peer[turn] ?? Number.NaN))),
    ...(budget && { budget }),
  };
}

async function measure(programs: readonly OrderProgram[]): Promise<Figures[]> {
  const subjects = programs.map((program) => ({
    program,
    figures: { readyMs: [], firstOrderMs: [], placing: [], reading: [], peakMiB: 0 } as Figures,
  }));
  const started: { running: RunningProgram; orderId: string; figures: Figures }[] = [];
  const load = new LoadGenerator(connections);
  try {
    for (let turn = 0; turn < starts; turn += 1) {
      for (const { program, figures } of subjects) {
        const running = await start(program);
        const startedAt = performance.now();
        const orderId = await placeOne(running.port);
        figures.firstOrderMs.push(performance.now() - startedAt);
        figures.readyMs.push(running.readyMs);
        // The last ones stay, for the load.
        if (turn + 1 < starts) await stop(running);
        else started.push({ running, orderId, figures });
      }
    }
    // The first two rounds warm up.
    for (let round = -2; round < rounds; round += 1) {
      for (const { running, orderId, figures } of started) {
        const placing = await load.send(running.port, placed, placeRequest, 202);
        const reading = await load.send(running.port, read, readRequest(orderId), 200);
        if (round < 0) continue;
        figures.placing.push(placing.requestsPerSecond);
        figures.reading.push(reading.requestsPerSecond);
      }
    }
    for (const { running, figures } of started) figures.peakMiB = peakRssMiB(running.child);
    return subjects.map(({ figures }) => figures);
  } finally {
    load.close();
    for (const { running } of started) await stop(running);
  }
}

const order = JSON.stringify({
  userId: "5f0f8a44-6c55-4d6c-8f0a-0d2c3b0d6a11",
  items: [{ sku: "A", quantity: 1, price: 2.5 }],
  paymentMethod: "card",
});
const placeRequest =
  "POST /api/v1/orders HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n" +
  `Content-Length: ${order.length}\r\n\r\n${order}`;
const readRequest = (id: string): string =>
  `GET /api/v1/orders/${id} HTTP/1.1\r\nHost: shop.example\r\nAccept: application/json\r\n\r\n`;

/** @returns its id, by which it is found again: that much is checked of every program. */
async function placeOne(port: number): Promise<string> {
  const url = `http://127.0.0.1:${port}/api/v1/orders`;
  const headers = { "content-type": "application/json" };
  const { id } = (await (await fetch(url, { method: "POST", body: order, headers })).json()) as {
    id: string;
  };
  return id;
}

/** Takes spans and drops them: what a collector does with them is no cost of the service. */
async function startCollector(): Promise<Server> {
  const server = createServer((request, response) => {
    request.resume().once("end", () => response.writeHead(200).end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
}

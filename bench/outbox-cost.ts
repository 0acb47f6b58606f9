import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { build } from "esbuild";
import { execa } from "execa";
import { Client } from "pg";
import type { BenchResult } from "./bench-result.js";
import { LoadGenerator, type RoundResult } from "./gateway/load-generator.js";
import { type BenchProcess, startProgram } from "./gateway/programs.js";
import { keepEvents } from "./keep-events.js";
import { median } from "./measure-pairs.js";
import { msx, needDocker } from "./need-docker.js";
import { NotMeasured } from "./not-measured.js";

const connections = 20;
const warmUpRequests = 2_000;
const rounds = 7;
const roundRequests = 2_000;
/** How long the relay may take to publish what a round left. */
const drainMs = 60_000;

const floor = "the same without outbox and events";

interface Round {
  readonly load: RoundResult;
  /** Orders accepted a second, counted until the last of their events was published. */
  readonly publishedPerSecond: number;
}

/**
 * What the outbox costs: the generated order-service against the same code without its outbox row, relay and broker. Both
 * run from source on this machine, without consumers (what an event sets off is no part of its cost), each with its own
 * database in one PostgreSQL. Orders are placed over 20 connections; rounds take turns, ratios are taken round by round.
 */
export async function benchOutbox(): Promise<BenchResult[]> {
  await needDocker();
  const folder = mkdtempSync(path.join(tmpdir(), "msx-bench-outbox-"));
  const workspace = path.join(folder, `bench${process.pid}`);
  const started: BenchProcess[] = [];
  const ends: (() => Promise<unknown>)[] = [];
  const load = new LoadGenerator(connections);
  try {
    await makeServices(folder, workspace);
    await msx(workspace, "up", "--only", "postgres,rabbitmq");
    const services = await Promise.all(
      ["order-service", "plain-service"].map(async (name) => {
        const env = JSON.parse(await msx(workspace, "env", name, "--format", "json")) as Environment;
        const program = path.join(workspace, "services", name, "dist", "main.js");
        const settings = { ...env, SERVICE_NAME: name, PORT: "0", HOST: "127.0.0.1", CONSUL_HTTP_ADDR: "" };
        const service = await startProgram([program], settings, path.dirname(path.dirname(program)));
        started.push(service);
        return { env, port: service.port };
      }),
    );
    const [own, plain] = services;
    if (!own || !plain) throw new Error("a service is missing");
    ends.push(await keepEvents(own.env.AMQP_URL));
    const database = new Client({ connectionString: own.env.DATABASE_URL });
    await database.connect();
    ends.push(() => database.end());
    const place = (port: number, requests: number) => load.send(port, requests, orderRequest, 202);
    await place(plain.port, warmUpRequests);
    await place(own.port, warmUpRequests);
    await untilPublished(database);
    const pairs: { own: Round; plain: RoundResult }[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const without = await place(plain.port, roundRequests);
      const startedAt = performance.now();
      const loaded = await place(own.port, roundRequests);
      await untilPublished(database);
      const seconds = (performance.now() - startedAt) / 1000;
      pairs.push({ own: { load: loaded, publishedPerSecond: roundRequests / seconds }, plain: without });
    }
    return [
      compare("placing an order", "req/s", pairs, [({ load }) => load.requestsPerSecond, perSecond]),
      compare("placing an order, its event published", "req/s", pairs, [
        ({ publishedPerSecond }) => publishedPerSecond,
        perSecond,
      ]),
      compare("placing an order, median", "ms", pairs, [({ load }) => load.p50Ms, ({ p50Ms }) => p50Ms]),
      compare("placing an order, slowest 1 %", "ms", pairs, [({ load }) => load.p99Ms, ({ p99Ms }) => p99Ms]),
    ];
  } finally {
    load.close();
    for (const end of ends) await end().catch(() => undefined);
    for (const { child } of started) child.kill();
    await msx(workspace, "down", "--volumes", "--yes").catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

type Environment = Readonly<Record<"AMQP_URL" | "DATABASE_URL", string>>;

const perSecond = ({ requestsPerSecond }: RoundResult): number => requestsPerSecond;

function compare(
  name: string,
  unit: "req/s" | "ms",
  pairs: readonly { own: Round; plain: RoundResult }[],
  [ofOwn, ofPlain]: readonly [(round: Round) => number, (round: RoundResult) => number],
): BenchResult {
  return {
    name,
    floor,
    unit,
    value: median(pairs.map(({ own }) => ofOwn(own))),
    against: median(pairs.map(({ plain }) => ofPlain(plain))),
    ratio: median(pairs.map(({ own, plain }) => ofOwn(own) / ofPlain(plain))),
  };
}

const order = JSON.stringify({
  userId: "5f0f8a44-6c55-4d6c-8f0a-0d2c3b0d6a11",
  items: [{ sku: "A", quantity: 1, price: 2.5 }],
  paymentMethod: "card",
});
const orderRequest =
  "POST /api/v1/orders HTTP/1.1\r\nHost: shop.example\r\nContent-Type: application/json\r\n" +
  `Content-Length: ${order.length}\r\n\r\n${order}`;

/** order-service as generated, and its copy without outbox and events; both translated, ready to run. */
async function makeServices(folder: string, workspace: string): Promise<void> {
  await msx(folder, "new", "workspace", path.basename(workspace), "--yes");
  await msx(workspace, "new", "service", "order-service", "--reference", "order", "--yes");
  const own = path.join(workspace, "services", "order-service");
  const plain = path.join(workspace, "services", "plain-service");
  cpSync(own, plain, { recursive: true });
  const install = await execa("npm", ["ci", "--no-audit", "--no-fund"], { cwd: own, reject: false });
  if (install.failed) throw new NotMeasured(`npm cannot install the service: ${install.stderr}`);
  symlinkSync(path.join(own, "node_modules"), path.join(plain, "node_modules"));
  edit(plain, "service.yaml", /^name: order-service$/m, "name: plain-service");
  for (const service of [own, plain]) {
    edit(service, "src/adapters/service.ts", /\n {6}consumers: \[[^\]]*\],\n {6}background: \[[^\]]*\],/, "");
  }
  edit(
    plain,
    "src/chassis/outbox.ts",
    /if \(events\.length === 0\) return;/,
    "if (events.length >= 0) return;",
  );
  edit(
    plain,
    "src/chassis/start-service.ts",
    /\n {6}relay\.start\(\);\n {6}await broker\.start\([\s\S]*?\n {6}\);/,
    "",
  );
  for (const service of [own, plain]) {
    await build({
      entryPoints: [path.join(service, "src/**/*.ts")],
      outdir: path.join(service, "dist"),
      platform: "node",
      format: "esm",
      logLevel: "error",
    });
  }
}

/** @throws Error when the text is not there: a bench of two equal services would say that the outbox is free */
function edit(service: string, file: string, pattern: RegExp, text: string): void {
  const target = path.join(service, file);
  const source = readFileSync(target, "utf8");
  if (!pattern.test(source)) throw new Error(`${file} has changed: ${pattern} is not in it`);
  writeFileSync(target, source.replace(pattern, text));
}

async function untilPublished(database: Client): Promise<void> {
  const until = performance.now() + drainMs;
  for (;;) {
    const { rows } = await database.query("SELECT 1 FROM outbox WHERE published_at IS NULL LIMIT 1");
    if (rows.length === 0) return;
    if (performance.now() > until) throw new Error(`events wait still after ${drainMs / 1000} s`);
    await delay(20);
  }
}

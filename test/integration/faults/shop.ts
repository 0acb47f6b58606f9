import { randomUUID } from "node:crypto";
import { Client } from "pg";
import { afterEach, describe, inject, vi } from "vitest";
import type { Stack } from "../../../src/generator/stacks.js";
import { withoutDocker } from "../../helpers/embedded.js";
import { msxJson } from "../../helpers/msx.js";
import { ScenarioClient } from "../../helpers/scenario-client.js";
import { DockerOperator } from "./docker-operator.js";
import { EmbeddedOperator } from "./embedded-operator.js";
import type { Operator } from "./operator.js";
import { type Sources, sourcesOf } from "./sources.js";

export const serviceNames = ["user-service", "payment-service", "order-service"] as const;
export type ServiceName = (typeof serviceNames)[number];

/** Where the deployed workspace is, as its set-up found it; plain data, since it crosses to the test's process. */
export interface ShopData {
  readonly engine: "docker" | "embedded";
  readonly name: string;
  readonly folder: string;
  readonly stacks: Readonly<Record<ServiceName, Stack>>;
  /** Without a trailing slash. */
  readonly gatewayUrl: string;
  readonly amqpUrl: string;
  readonly consulUrl: string;
  readonly databaseUrls: Readonly<Record<ServiceName, string>>;
}

declare module "vitest" {
  interface ProvidedContext {
    /** Or what this machine lacks for it. */
    shop: ShopData | (Pick<ShopData, "engine"> & { readonly missing: string });
  }
}

export interface Readiness {
  readonly code: number;
  readonly status: string;
  readonly checks: Readonly<Record<string, "up" | "down">>;
}

const recoveryMs = 120_000;

/**
 * A suite of faults on the one deployed workspace that all files of this folder share. After each test, passed or not,
 * whatever is stopped or paused runs again, and the next one starts when everything is ready.
 */
export function describeFault(name: string, tests: (shop: Shop) => void): void {
  const shop = new Shop();
  const found = inject("shop");
  if ("missing" in found)
    describe.skip(`${name} (SKIPPED: ${found.missing.split("\n")[0]})`, () => tests(shop));
  else {
    describe(name, () => {
      afterEach(() => shop.restore(), 2 * recoveryMs);
      tests(shop);
    });
  }
}

/** The three reference services and their platform, on either engine: how to break them, and what can be seen of them. */
export class Shop {
  #operator: Operator | undefined;

  /** Of the project that the file runs in. */
  get engine(): ShopData["engine"] {
    return inject("shop").engine;
  }

  get data(): ShopData {
    const data = inject("shop");
    if ("missing" in data) throw new Error(`the shared workspace was not deployed: ${data.missing}`);
    return data;
  }

  get operator(): Operator {
    const { engine, name, folder } = this.data;
    this.#operator ??= engine === "docker" ? new DockerOperator(name) : new EmbeddedOperator(name, folder);
    return this.#operator;
  }

  get client(): ScenarioClient {
    return new ScenarioClient(this.data.gatewayUrl, new AbortController().signal);
  }

  /** What the tests know of a service's inside. */
  sources(service: ServiceName): Sources {
    return sourcesOf[this.data.stacks[service]];
  }

  /** A container's name: `rabbitmq`, or `order-service` with the number of its replica. */
  container(of: string, number = 1): string {
    return `${this.data.name}-${of}-${number}`;
  }

  /** The containers of a service's replicas. */
  replicas(service: ServiceName): Promise<readonly string[]> {
    return this.operator.replicas(service);
  }

  /** Asks a replica itself, past the gateway. @throws when it does not answer within two seconds */
  async ask(container: string, path: string): Promise<Response> {
    const address = await this.operator.address(container);
    return fetch(`http://${address}${path}`, { signal: AbortSignal.timeout(2_000) });
  }

  async readiness(service: ServiceName): Promise<Readiness> {
    const response = await this.ask(this.container(service), "/health/ready");
    return { code: response.status, ...((await response.json()) as Omit<Readiness, "code">) };
  }

  /** One scrape of `/metrics`, by a service's name or a replica's; answers the samples, 0 for one that is not there. */
  async metrics(of: string): Promise<(sample: string) => number> {
    const replica = serviceNames.some((name) => name === of) ? this.container(of) : of;
    const text = await (await this.ask(replica, "/metrics")).text();
    const samples = new Map(text.split("\n").map((line) => line.split(/ (?=\S+$)/, 2) as [string, string]));
    return (sample) => Number(samples.get(sample) ?? 0);
  }

  /** Runs a query on a service's database, on a connection of its own. */
  async rows<Row>(service: ServiceName, query: string, values: readonly unknown[] = []): Promise<Row[]> {
    const client = new Client({ connectionString: this.data.databaseUrls[service] });
    // A server that goes away between two statements is what some tests are about.
    client.on("error", () => {});
    await client.connect();
    try {
      return (await client.query(query, [...values])).rows as Row[];
    } finally {
      await client.end();
    }
  }

  /** Creates a user and waits until the order service knows them. @returns their id */
  async customer(): Promise<string> {
    const body = { name: "Grace Hopper", email: `${randomUUID()}@example.com` };
    let id = "";
    await eventually("a user to be created", async () => {
      const created = await this.client
        .call<{ id: string }>("POST", "/api/users", 201, { body })
        .catch(() => {});
      id = created?.body.id ?? "";
      return id !== "";
    });
    await this.client.until(`/api/orders/customers/${id}`, ({ status }) => status === 200);
    return id;
  }

  /** What is left of a sku. */
  async stock(sku: string): Promise<number> {
    const query = "SELECT available FROM stock WHERE sku = $1";
    const [row] = await this.rows<{ available: number }>("order-service", query, [sku]);
    return row?.available ?? Number.NaN;
  }

  async deploy(...args: string[]): Promise<void> {
    const { engine, folder } = this.data;
    const env = engine === "embedded" ? withoutDocker : {};
    const run = await msxJson(["deploy", ...args], { cwd: folder, env, timeoutMs: 600_000 });
    if (run.exitCode !== 0) throw new Error(`deploy ended with ${run.exitCode}: ${run.stderr}`);
  }

  /** Stops or kills a container, which stays away until `start`. */
  end(container: string, how: "stop" | "kill"): Promise<void> {
    return this.operator.end(container, how);
  }

  start(container: string): Promise<void> {
    return this.operator.start(container);
  }

  /** Starts and unpauses whatever does not run, and waits until every service is ready and can be found. */
  async restore(): Promise<void> {
    await this.operator.restore();
    await this.ready();
  }

  async ready(): Promise<void> {
    const isReady = async () => {
      for (const service of serviceNames) {
        for (const replica of await this.replicas(service)) {
          const { status } = (await (await this.ask(replica, "/health/ready")).json()) as Readiness;
          if (status !== "ready") return false;
        }
      }
      // The first answer through the gateway closes its breaker, too.
      for (const path of ["/api/users", "/api/payments", "/api/orders"]) {
        const response = await fetch(`${this.data.gatewayUrl}${path}?limit=1`);
        await response.text();
        if (response.status !== 200) return false;
      }
      return true;
    };
    await eventually("every service to be ready", () => isReady().catch(() => false));
  }
}

/**
 * Waits until the condition holds.
 * @throws Error saying what was waited for
 */
export async function eventually(
  what: string,
  condition: () => Promise<boolean> | boolean,
  timeoutMs = recoveryMs,
): Promise<void> {
  await vi.waitUntil(condition, { timeout: timeoutMs, interval: 200 }).catch((cause: unknown) => {
    throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause });
  });
}

/** The short form runs with all tests, the long one with `npm run test:soak`. */
export function soak<T>(short: T, long: T): T {
  return process.env.MSX_SOAK ? long : short;
}

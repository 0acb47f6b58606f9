import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { parse } from "yaml";
import type { Stack } from "../../../src/generator/stacks.js";
import { docker, removeLabelled } from "../../helpers/docker.js";
import { noDotnetReason } from "../../helpers/dotnet.js";
import { withoutDocker } from "../../helpers/embedded.js";
import { msx, msxJson } from "../../helpers/msx.js";
import { type ServiceName, type ShopData, serviceNames } from "./shop.js";

const minutes = 60_000;

/** The defaults wait as long as a real outage lasts; a test need not. The numbers of attempts stay as they are. */
const shortWaits = 'env: { CONSUMER_RETRY_DELAY_MS: "500", BREAKER_RESET_MS: "4000" }';

type Engine = ShopData["engine"];

interface Kind {
  readonly engine: Engine;
  /** As `msx new workspace --stack` takes it. */
  readonly stack: string;
}

/**
 * Deploys the reference workspace once for all fault tests, and takes everything of it away after the last. Who writes
 * such a test names the folder of one that is already deployed in MSX_FAULTS_SHOP, or MSX_FAULTS_SHOP_EMBEDDED; it is used
 * and left.
 */
export default function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  return setUp(project, { engine: "docker", stack: "typescript" });
}

export async function setUp(
  project: TestProject,
  { engine, stack }: Kind,
): Promise<(() => Promise<void>) | undefined> {
  const missing =
    (engine === "docker" ? process.env.MSX_NO_DOCKER : undefined) ??
    (stack.includes("dotnet") ? noDotnetReason() : undefined);
  if (missing !== undefined) {
    project.provide("shop", { engine, missing });
    return undefined;
  }
  const kept = process.env[engine === "docker" ? "MSX_FAULTS_SHOP" : "MSX_FAULTS_SHOP_EMBEDDED"];
  if (kept) {
    const shop = await readShop(kept, engine);
    for (const service of serviceNames) assertStack(shop, service, stack);
    project.provide("shop", shop);
    return undefined;
  }
  const name = `f${randomBytes(4).toString("hex")}`;
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-faults-")));
  const remove = async () => {
    if (engine === "docker") await removeContainers(name);
    else await run(engine, path.join(parent, name), "down", "--volumes", "--yes");
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await deployShop(path.join(parent, name), { engine, stack });
    project.provide("shop", await readShop(path.join(parent, name), engine));
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function removeContainers(name: string): Promise<void> {
  await removeLabelled(name);
  const images = await docker("image", "ls", "--quiet", `${name}/*`);
  if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
}

async function deployShop(folder: string, { engine, stack }: Kind): Promise<void> {
  const { dir: parent, base: name } = path.parse(folder);
  await run(engine, parent, "new", "workspace", name, "--reference", "--stack", stack, "--yes");
  edit(path.join(folder, "msx.yaml"), /^ {2}# disabled: .*$/m, "  disabled: [aws, tracing]");
  for (const service of serviceNames) {
    edit(path.join(folder, "services", service, "service.yaml"), /^env: \{\}$/m, shortWaits);
  }
  await run(engine, folder, "up", "--engine", engine);
  await run(engine, folder, "deploy");
}

async function readShop(folder: string, engine: Engine): Promise<ShopData> {
  const variables = async (service: ServiceName) => {
    const { stdout } = await msx(["env", service, "--format", "json"], {
      cwd: folder,
      env: environment(engine),
    });
    return JSON.parse(stdout) as Record<string, string>;
  };
  const [user, payment, order] = await Promise.all(serviceNames.map(variables));
  return {
    engine,
    name: path.basename(folder),
    folder,
    stacks: {
      "user-service": stackOf(folder, "user-service"),
      "payment-service": stackOf(folder, "payment-service"),
      "order-service": stackOf(folder, "order-service"),
    },
    gatewayUrl: order?.GATEWAY_URL ?? "",
    amqpUrl: order?.AMQP_URL ?? "",
    consulUrl: order?.CONSUL_HTTP_ADDR ?? "",
    databaseUrls: {
      "user-service": user?.DATABASE_URL ?? "",
      "payment-service": payment?.DATABASE_URL ?? "",
      "order-service": order?.DATABASE_URL ?? "",
    },
  };
}

/** A workspace that somebody kept may be another project's. */
function assertStack({ folder, stacks }: ShopData, service: ServiceName, wanted: string): void {
  const one = new RegExp(`${service.replace("-service", "")}=(\\w+)`).exec(wanted)?.[1] ?? wanted;
  if (stacks[service] !== one)
    throw new Error(`${service} in ${folder} is written in ${stacks[service]}, not ${one}`);
}

function stackOf(folder: string, service: ServiceName): Stack {
  const text = readFileSync(path.join(folder, "services", service, "service.yaml"), "utf8");
  return (parse(text) as { readonly stack: Stack }).stack;
}

function edit(file: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(file, "utf8");
  if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`);
  writeFileSync(file, text.replace(pattern, replacement));
}

/** On the embedded engine as on a machine that has no Docker. */
function environment(engine: Engine): Record<string, string> {
  return engine === "embedded" ? withoutDocker : {};
}

async function run(engine: Engine, cwd: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await msxJson(args, {
    cwd,
    env: environment(engine),
    timeoutMs: 10 * minutes,
  });
  if (exitCode !== 0) throw new Error(`msx ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
}

import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { docker, removeLabelled } from "../../helpers/docker.js";
import { msx, msxJson } from "../../helpers/msx.js";
import { type ServiceName, type ShopData, serviceNames } from "./shop.js";

const minutes = 60_000;

/** The defaults wait as long as a real outage lasts; a test need not. The numbers of attempts stay as they are. */
const shortWaits = 'env: { CONSUMER_RETRY_DELAY_MS: "500", BREAKER_RESET_MS: "4000" }';

/**
 * Deploys the reference workspace once for all fault tests, and takes everything of it away after the last. Who writes
 * such a test names the folder of one that is already deployed in MSX_FAULTS_SHOP; it is used and left.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (process.env.MSX_NO_DOCKER) {
    project.provide("shop", null);
    return undefined;
  }
  const kept = process.env.MSX_FAULTS_SHOP;
  if (kept) {
    project.provide("shop", await readShop(kept));
    return undefined;
  }
  const name = `f${randomBytes(4).toString("hex")}`;
  const parent = realpathSync(mkdtempSync(path.join(tmpdir(), "msx-faults-")));
  const remove = async () => {
    await removeLabelled(name);
    const images = await docker("image", "ls", "--quiet", `${name}/*`);
    if (images) await docker("image", "rm", "--force", ...new Set(images.split("\n")));
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await deployShop(parent, name);
    project.provide("shop", await readShop(path.join(parent, name)));
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}

async function deployShop(parent: string, name: string): Promise<void> {
  const folder = path.join(parent, name);
  await run(parent, "new", "workspace", name, "--reference", "--yes");
  edit(path.join(folder, "msx.yaml"), /^ {2}# disabled: .*$/m, "  disabled: [aws, tracing]");
  for (const service of serviceNames) {
    edit(path.join(folder, "services", service, "service.yaml"), /^env: \{\}$/m, shortWaits);
  }
  await run(folder, "up");
  await run(folder, "deploy");
}

async function readShop(folder: string): Promise<ShopData> {
  const variables = async (service: ServiceName) => {
    const { stdout } = await msx(["env", service, "--format", "json"], { cwd: folder });
    return JSON.parse(stdout) as Record<string, string>;
  };
  const [user, payment, order] = await Promise.all(serviceNames.map(variables));
  return {
    name: path.basename(folder),
    folder,
    gatewayUrl: order?.GATEWAY_URL ?? "",
    amqpUrl: order?.AMQP_URL ?? "",
    databaseUrls: {
      "user-service": user?.DATABASE_URL ?? "",
      "payment-service": payment?.DATABASE_URL ?? "",
      "order-service": order?.DATABASE_URL ?? "",
    },
  };
}

function edit(file: string, pattern: RegExp, replacement: string): void {
  const text = readFileSync(file, "utf8");
  if (!pattern.test(text)) throw new Error(`${file} has no ${pattern}`);
  writeFileSync(file, text.replace(pattern, replacement));
}

async function run(cwd: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await msxJson(args, { cwd, timeoutMs: 10 * minutes });
  if (exitCode !== 0) throw new Error(`msx ${args.join(" ")} ended with ${exitCode}: ${stderr}`);
}

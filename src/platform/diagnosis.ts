import { statfs } from "node:fs/promises";
import { findBinariesPackage } from "../emulators/postgres/package-binaries.js";
import { MsxError } from "../errors/msx-error.js";
import type { MessageCode } from "../messages/catalogue.js";
import type { MessageParams } from "../messages/text.js";
import type { Workspace } from "../workspace/workspace.js";
import type { InstalledDotnet } from "./dotnet-sdk.js";
import type { Daemon } from "./engines/docker/connect.js";
import { imageAvailability } from "./engines/docker/image-availability.js";
import { isPortFree } from "./free-port.js";
import { resolveImage } from "./images.js";
import { neededImages } from "./needed-images.js";
import type { Platform } from "./platform.js";
import { portOwner } from "./port-owner.js";
import type { Resource } from "./resource.js";

interface Said {
  readonly code: MessageCode;
  readonly params: MessageParams;
}

/** One thing that was looked at. Only `fail` keeps the platform, or what is deployed on it, from running. */
export interface Finding {
  readonly check: string;
  readonly state: "ok" | "warn" | "fail";
  readonly finding: Said;
  readonly remedy?: Said;
}

const gibibyte = 1024 ** 3;
const wantedMemoryGiB = 2;
const wantedDiskGiB = 3;
const neededDiskGiB = 0.5;

export function checkNode(version: string, needed: string): Finding {
  const enough = compareVersions(version, needed) >= 0;
  return {
    check: "node",
    state: enough ? "ok" : "fail",
    finding: said(enough ? "doctor.node.ok" : "doctor.node.old", { version, needed }),
    ...(!enough && { remedy: said("doctor.node.fix", { needed }) }),
  };
}

export async function checkDisk(path: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(path);
  const free = (bavail * bsize) / gibibyte;
  const params = { gib: free.toFixed(1), path };
  if (free >= wantedDiskGiB) return { check: "disk", state: "ok", finding: said("doctor.disk.ok", params) };
  return {
    check: "disk",
    state: free < neededDiskGiB ? "fail" : "warn",
    finding: said("doctor.disk.low", params),
    remedy: said("doctor.disk.fix", {}),
  };
}

export async function checkMemory({ docker }: Daemon): Promise<Finding> {
  const { MemTotal } = (await docker.info()) as { MemTotal: number };
  const total = MemTotal / gibibyte;
  const enough = total >= wantedMemoryGiB;
  return {
    check: "memory",
    state: enough ? "ok" : "warn",
    finding: said(enough ? "doctor.memory.ok" : "doctor.memory.low", { gib: total.toFixed(1) }),
    ...(!enough && { remedy: said("doctor.memory.fix", {}) }),
  };
}

/**
 * The images that the resources (and Node services) run from.
 * @param needed false when the platform runs without Docker: then one that cannot be had keeps nothing from running
 */
export async function checkImages(
  { docker }: Daemon,
  workspace: Workspace,
  resources: readonly Resource[],
  env: NodeJS.ProcessEnv,
  needed: boolean,
): Promise<Finding[]> {
  return Promise.all(
    [...neededImages(resources)].map(async ([key, replaceable]) => {
      const { reference, variable } = resolveImage(key, workspace, env);
      const found = await imageAvailability(docker, reference);
      const check = `image ${key}`;
      if (found.state !== "missing") {
        return { check, state: "ok", finding: said(`doctor.image.${found.state}`, { image: reference }) };
      }
      const missing = { image: reference, detail: found.detail };
      const remedy = said("doctor.image.fix", { variable });
      return replaceable
        ? { check, state: "warn", finding: said("doctor.image.fallback", missing), remedy }
        : { check, state: needed ? "fail" : "warn", finding: said("doctor.image.missing", missing), remedy };
    }),
  );
}

/** Which engine `up` takes, and why. */
export function checkEngine({ engine, why }: Pick<Platform, "engine" | "why">): Finding[] {
  const chosen = said(`doctor.engine.${engine.name}`, {});
  return [
    { check: "engine", state: "ok", finding: chosen },
    ...(why ? [{ check: "engine", state: "ok" as const, finding: why }] : []),
  ];
}

/** Without Docker, PostgreSQL comes from an optional package of npm, which not every system has. */
export function checkPostgres(): Finding {
  const check = "postgres";
  try {
    const { version } = findBinariesPackage();
    return { check, state: "ok", finding: said("doctor.postgres.ok", { version }) };
  } catch (error) {
    if (!(error instanceof MsxError)) throw error;
    const params = { detail: error.params.detail ?? error.code };
    const remedy = said("doctor.postgres.fix", {});
    return { check, state: "fail", finding: said("doctor.postgres.none", params), remedy };
  }
}

/**
 * The SDK and runtime of .NET services, which build them without Docker, run them from source and run their tests; nothing
 * where the workspace has none.
 * @param services each with the .NET version that it is made for
 * @param needed without it they cannot be deployed on the engine that there is
 */
export function checkDotnet(
  services: readonly { readonly name: string; readonly major: number }[],
  { sdks, runtimes }: InstalledDotnet,
  needed: boolean,
): Finding[] {
  const check = "dotnet";
  const majorOf = (version: string): number => Number.parseInt(version, 10);
  const lacks = (major: number): boolean =>
    !sdks.some((sdk) => majorOf(sdk) >= major) || !runtimes.some((one) => majorOf(one) >= major);
  const majors = [...new Set(services.map(({ major }) => major))].sort((a, b) => a - b);
  return majors.map((major): Finding => {
    if (!lacks(major)) {
      const params = {
        sdk: sdks.at(-1) ?? "",
        runtime: runtimes.find((one) => majorOf(one) >= major) ?? "",
      };
      return { check, state: "ok", finding: said("doctor.dotnet.ok", params) };
    }
    const names = services.filter((one) => one.major === major).map(({ name }) => name);
    const found = { sdks: sdks.join(", ") || "-", runtimes: runtimes.join(", ") || "-" };
    const params = { major, services: names.join(", "), ...found };
    const remedy = said("doctor.dotnet.fix", { major });
    return { check, state: needed ? "fail" : "warn", finding: said("doctor.dotnet.none", params), remedy };
  });
}

/** The wanted host ports: free, this workspace's own, or somebody else's. */
export async function checkPorts(
  { engine, resources, workspace }: Pick<Platform, "engine" | "resources" | "workspace">,
  daemon: Daemon | undefined,
): Promise<Finding[]> {
  const instances = await engine.observe();
  const own = new Set(instances.flatMap(({ ports }) => Object.values(ports)));
  const published = daemon ? await daemon.docker.listContainers() : [];
  return Promise.all(
    resources.map(async ({ name, ports }): Promise<Finding> => {
      const port = workspace.platform.ports[name] ?? ports[0]?.host ?? 0;
      const check = `port ${name}`;
      if (own.has(port)) return { check, state: "ok", finding: said("doctor.port.own", { port }) };
      if (await isPortFree(port)) return { check, state: "ok", finding: said("doctor.port.free", { port }) };
      const container = published.find(({ Ports }) => Ports.some(({ PublicPort }) => PublicPort === port));
      const owner = container ? `container ${container.Names[0]?.slice(1)}` : (portOwner(port) ?? "?");
      return {
        check,
        state: "warn",
        finding: said("doctor.port.busy", { port, owner }),
        remedy: said("doctor.port.fix", { resource: name }),
      };
    }),
  );
}

function said(code: MessageCode, params: MessageParams): Said {
  return { code, params };
}

function compareVersions(one: string, other: string): number {
  const parts = (text: string): number[] => text.replace(/^v/, "").split(".").map(Number);
  const [a, b] = [parts(one), parts(other)];
  return (
    [0, 1, 2].map((index) => (a[index] ?? 0) - (b[index] ?? 0)).find((difference) => difference !== 0) ?? 0
  );
}
